/** The CDK app of a verification run: the deployment itself, and beside it a stack that tries what must not be possible. */
import { existsSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../../infra/settings.ts';
import { createStacks } from '../../../infra/stacks/create-stacks.ts';
import { BoundaryStack } from './boundary/boundary-stack.ts';

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name), process.env);
const standIn = 'test/support/aws/boundary/stand-in.ts';
const definitionFile = 'infra/workflows/session.asl.json';
const { data, platform } = createStacks(app, settings, {
  definitionFile: existsSync(definitionFile) ? definitionFile : 'test/support/aws/boundary/stand-in.asl.json',
  entryOf: (name) => (existsSync(`functions/${name}.ts`) ? `functions/${name}.ts` : standIn),
});
new BoundaryStack(app, 'CountersignBoundary', { settings, data, queues: platform.queues, mailing: platform.mailing });
