/** What `cdk` runs. */
import { App } from 'aws-cdk-lib';
import { readSettings } from './settings.ts';
import { createStacks } from './stacks/create-stacks.ts';

const app = new App();
createStacks(
  app,
  readSettings((name) => app.node.tryGetContext(name), process.env),
);
