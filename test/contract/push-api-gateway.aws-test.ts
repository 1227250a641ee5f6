import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { EventTicket } from '../../lib/live/index.ts';
import { configurePlatform, platform } from '../../lib/platform/aws/index.ts';
import { surroundings } from '../support/aws/surroundings.ts';
import { openKnown } from '../support/live-connection.ts';
import { openHost } from '../support/scenario/host.ts';
import { clientOf } from '../support/scenario/index.ts';
import { pushContract } from './push-contract.ts';

async function workTable(stackName: string): Promise<string> {
  const client = new CloudFormationClient();
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stackName }));
  client.destroy();
  const found = StackResources.find(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType?.startsWith('AWS::DynamoDB::') === true && LogicalResourceId?.startsWith('WorkTable') === true,
  );
  if (found?.PhysicalResourceId === undefined) throw new Error(`${stackName} has no work table`);
  return found.PhysicalResourceId;
}

pushContract('API Gateway', async () => {
  const { outputs } = surroundings();
  const named = (part: string): string => Object.keys(outputs).find((name) => name.endsWith(part)) ?? part;
  const endpoint = outputs[named('-platform')]?.LiveEndpoint;
  if (endpoint === undefined) throw new Error('the platform stack names no LiveEndpoint');
  configurePlatform({
    ...process.env,
    WORK_TABLE: await workTable(named('-data')),
    LIVE_ENDPOINT: endpoint,
    TEST_CLOCK: 'on',
  });
  const { table, push, refreshClock } = platform();
  await refreshClock();
  const owner = clientOf(await openHost(), 'owner');
  const workspace = await owner.make<{ id: string }>('/v1/workspaces', { name: 'Listening' });
  const ticket = () => owner.make<EventTicket>(`/v1/workspaces/${workspace.id}/event-tickets`);
  return { push, connect: () => openKnown(table, workspace.id, ticket), close: async () => {} };
});
