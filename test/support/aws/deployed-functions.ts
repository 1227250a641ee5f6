/** The functions of the deployment on the emulator, by the names of the function table, and what can be done to them. */
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { functionTable } from '../../../infra/stacks/function-table.ts';
import { connect } from './connect.ts';

export interface DeployedFunction {
  readonly functionName: string;
  readonly roleName: string;
  readonly logGroup: string;
}

/** How the ids of a function's resources begin in the template. */
export const logicalPrefix = (name: string): string => name.replaceAll(/[/-]/g, '');

/** @throws Error naming the function that is not there */
export async function deployedFunctions(stackName: string): Promise<ReadonlyMap<string, DeployedFunction>> {
  const client = new CloudFormationClient({});
  const ids = new Map<string, string>();
  for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? [])
      ids.set(LogicalResourceId, PhysicalResourceId);
  }
  client.destroy();
  const physical = (name: string, kind: string): string => {
    const pattern = new RegExp(`^${logicalPrefix(name)}${kind}[0-9A-F]{8}$`);
    const found = [...ids].find(([logical]) => pattern.test(logical));
    if (found === undefined) throw new Error(`${stackName} has no ${kind} of ${name}`);
    return found[1];
  };
  return new Map(
    Object.keys(functionTable({ testClock: true })).map((name) => [
      name,
      { functionName: physical(name, 'Function'), roleName: physical(name, 'Role'), logGroup: physical(name, 'Logs') },
    ]),
  );
}

/** Invokes a function as the service would that starts it. @returns what it answers, also when it fails */
export async function invoke(target: DeployedFunction, event: unknown): Promise<string> {
  const answer = await connect({ host: 'lambda', signing: 'lambda' }).send({
    method: 'POST',
    path: `/2015-03-31/functions/${target.functionName}/invocations`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  return answer.body.toString('utf8');
}

/** A line is there a moment after what it tells of. */
const maxLooks = 40;
const lookEveryMs = 250;

/** Lines that a function logged since (epoch milliseconds), once there are some; none after ten seconds without. */
export async function logLines(target: DeployedFunction, since: number): Promise<readonly string[]> {
  for (let look = 0; look < maxLooks; look += 1) {
    const lines = await readLines(target, since);
    if (lines.length > 0) return lines;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return [];
}

async function readLines({ logGroup }: DeployedFunction, since: number): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient({});
  const lines: string[] = [];
  for await (const page of paginateFilterLogEvents({ client }, { logGroupName: logGroup, startTime: since }))
    lines.push(...(page.events ?? []).map(({ message = '' }) => message.trim()));
  client.destroy();
  return lines;
}
