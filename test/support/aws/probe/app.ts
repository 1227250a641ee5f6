/** The deployment with a stand-in for every function that has no source yet. */
import { existsSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../../../infra/settings.ts';
import { createStacks } from '../../../../infra/stacks/create-stacks.ts';

const app = new App();
const definitionFile = 'infra/workflows/session.asl.json';
createStacks(
  app,
  readSettings((name) => app.node.tryGetContext(name), process.env),
  {
    definitionFile: existsSync(definitionFile) ? definitionFile : 'test/support/aws/probe/probe.asl.json',
    entryOf: (name) =>
      existsSync(`functions/${name}.ts`) ? `functions/${name}.ts` : 'test/support/aws/probe/probe.ts',
  },
);
