import { startTestHost } from '../support/embedded-host.ts';
import { openKnown } from '../support/live-connection.ts';
import { pushContract } from './push-contract.ts';

pushContract('in this process', async () => {
  const host = await startTestHost();
  const { body: workspace } = await host.ask('owner', 'POST /v1/workspaces', { body: { name: 'Listening' } });
  const ticket = async () => (await host.ask('owner', `POST /v1/workspaces/${workspace.id}/event-tickets`)).body;
  return {
    push: host.platform.push,
    connect: () => openKnown(host.platform.table, workspace.id, ticket),
    close: () => host.stop(),
  };
});
