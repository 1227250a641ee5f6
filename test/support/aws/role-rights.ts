/** Takes single rights away from a deployed role, and gives them back. */
import * as z from 'zod';
import type { DeployedFunction } from './deployed-functions.ts';
import { askIam, textsOf } from './iam.ts';

const Document = z.looseObject({
  Statement: z.array(
    z.looseObject({ Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()) }),
  ),
});

/**
 * Runs `work` while the role may not do `action` on anything.
 * @throws Error when the role has no such right: then its absence would show nothing
 */
export async function withoutRight<T>(
  { roleName }: DeployedFunction,
  action: string,
  work: () => Promise<T>,
): Promise<T> {
  const put = (policy: string, document: unknown): Promise<string> =>
    askIam('PutRolePolicy', { RoleName: roleName, PolicyName: policy, PolicyDocument: JSON.stringify(document) });
  const [policyName = ''] = textsOf(await askIam('ListRolePolicies', { RoleName: roleName }), 'member');
  const answer = await askIam('GetRolePolicy', { RoleName: roleName, PolicyName: policyName });
  const document = Document.parse(JSON.parse(decodeURIComponent(textsOf(answer, 'PolicyDocument')[0] ?? '')));
  const rest = document.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((granted) => granted !== action),
  })).filter((statement) => statement.Action.length > 0);
  if (JSON.stringify(rest) === JSON.stringify(document.Statement)) throw new Error(`${roleName} may not ${action}`);
  await put(policyName, { ...document, Statement: rest });
  try {
    return await work();
  } finally {
    await put(policyName, document);
  }
}
