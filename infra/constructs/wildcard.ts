import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';

/** Says why a right needs a resource with `*` in it. Without that, AWS's own rules stop the synthesis. */
export function explainWildcard(scope: Construct, resource: string, reason: string): void {
  const written = flattenCfnReference(Stack.of(scope).resolve(resource));
  Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${written}]`, reason });
}
