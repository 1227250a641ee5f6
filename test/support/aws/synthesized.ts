/** The templates of a deployment, synthesized in memory without bundling: a second or two. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { readSettings } from '../../../infra/settings.ts';
import { createStacks } from '../../../infra/stacks/create-stacks.ts';

const CdkFile = z.object({ context: z.record(z.string(), z.unknown()) });
const least = { stage: 'production', mailSender: 'approvals@example.org' };

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
  /** What stands beside the properties: DeletionPolicy and the like. */
  readonly attributes: Record<string, unknown>;
}
export interface Synthesized {
  readonly data: Template;
  readonly platform: Template;
}

/** @param given settings beside the two that have no default. @throws Error when AWS's own rules (cdk-nag) have a finding that nobody has explained */
export function synthesize(given: Readonly<Record<string, unknown>> = {}): Synthesized {
  const { context } = CdkFile.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const outdir = mkdtempSync(join(tmpdir(), 'countersign-synth-'));
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const settings = readSettings((name) => ({ ...least, ...given })[name], {});
  const { data, platform } = createStacks(app, settings);
  try {
    return { data: Template.fromStack(data), platform: Template.fromStack(platform) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

export function resourcesOf(template: Template, type?: string): readonly Resource[] {
  return Object.entries<Record<string, unknown>>(template.toJSON().Resources ?? {})
    .map(([id, { Type, Properties, ...attributes }]) => ({
      id,
      type: String(Type),
      properties: Object(Properties),
      attributes,
    }))
    .filter((resource) => type === undefined || resource.type === type);
}

const Statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown().transform((resource) => [resource].flat()),
});
const Policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(Statement) }),
  Roles: z.array(z.object({ Ref: z.string() })),
});
export interface Right {
  /** Logical id of the role. */
  readonly role: string;
  readonly action: string;
  /** Each as text, with references as JSON. */
  readonly resources: readonly string[];
}

/** Every right of every role that a template's policies grant. @throws ZodError for a policy of another shape */
export function rightsOf(template: Template): readonly Right[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ properties }) => {
    const policy = Policy.parse(properties);
    return policy.Roles.flatMap(({ Ref: role }) =>
      policy.PolicyDocument.Statement.flatMap(({ Action, Resource }) => {
        const resources = Resource.map((resource) =>
          typeof resource === 'string' ? resource : JSON.stringify(resource),
        );
        return Action.map((action) => ({ role, action, resources }));
      }),
    );
  });
}
