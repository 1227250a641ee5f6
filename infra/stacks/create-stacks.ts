import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Settings } from '../settings.ts';
import { DataStack } from './data-stack.ts';
import { PlatformStack } from './platform-stack.ts';

/** The whole deployment of one stage: what is kept, and what can be deployed again. Synthesis fails on a finding of AWS's own rules. */
export function createStacks(
  app: App,
  settings: Settings,
): { readonly data: DataStack; readonly platform: PlatformStack } {
  const data = new DataStack(app, 'CountersignData', {
    stackName: `countersign-${settings.stage}-data`,
    description: 'Countersign: records, files, secrets and people. Kept when deleted.',
    terminationProtection: settings.stage === 'production',
    settings,
  });
  const platform = new PlatformStack(app, 'CountersignPlatform', {
    stackName: `countersign-${settings.stage}-platform`,
    description: 'Countersign: functions, routes, queues and the session workflow.',
    settings,
    data,
  });
  Tags.of(app).add('countersign:stage', settings.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  return { data, platform };
}
