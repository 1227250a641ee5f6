/** The CDK app of a verification run: the deployment itself, and beside it a stack that tries what must not be possible. */
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../../infra/settings.ts';
import { createStacks } from '../../../infra/stacks/create-stacks.ts';
import { BoundaryStack } from './boundary/boundary-stack.ts';

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name), process.env);
const { data, platform } = createStacks(app, settings);
new BoundaryStack(app, 'CountersignBoundary', { settings, data, mailing: platform.mailing });
