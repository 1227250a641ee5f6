/** S10: what happens is told at once over a WebSocket, to those who may read it, and to nobody else. */
import type { EventTicket, LiveMessage } from '../../lib/live/index.ts';
import { openSocket } from '../support/live-connection.ts';
import {
  approve,
  eventually,
  importDocuments,
  openScenes,
  type Place,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);
const sockets: WebSocket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.close();
});

interface Listener {
  readonly socket: WebSocket;
  readonly events: LiveMessage['events'];
}

type Listening = 'owner' | 'admin' | 'reviewer' | 'viewer';

const ticketFor = (place: Place, person: Listening): Promise<EventTicket> =>
  place.as(person).make<EventTicket>(`${place.W}/event-tickets`);

async function listen(place: Place, person: Listening): Promise<Listener> {
  const socket = await openSocket((await ticketFor(place, person)).url);
  sockets.push(socket);
  const events: LiveMessage['events'] = [];
  socket.addEventListener('message', ({ data }) => events.push(...JSON.parse(String(data)).events));
  return { socket, events };
}

const heard = (listener: Listener, type: string) =>
  eventually(`the event ${type}`, async () => listener.events.find((event) => event.type === type));

describe('live events', () => {
  it('S10 tell readers of the workspace what happens to a session, from its start to its decision', async () => {
    const viewer = await listen(scenes.place, 'viewer');
    const waiting = await workToReview(scenes.place);
    const opened = await heard(viewer, 'checkpoint.opened');
    expect(opened).toMatchObject({ sessionId: waiting.id, data: { checkpointId: waiting.checkpoint.id } });
    await approve(waiting);
    const decided = await heard(viewer, 'checkpoint.approved');
    expect(decided).toMatchObject({ actor: 'reviewer', data: { checkpointId: waiting.checkpoint.id } });
    expect(decided?.summary).toContain('Rosa Lindqvist');
  });

  it('are the same as on the timeline', async () => {
    const place = await scenes.newPlace();
    const viewer = await listen(place, 'viewer');
    await place.as('owner').patch(place.P, { name: 'Renamed' });
    const event = await heard(viewer, 'project.changed');
    const onTimeline = await eventually('the timeline', async () =>
      (await place.as('viewer').list<{ id: string }>(`${place.W}/timeline`)).find(({ id }) => id === event?.id),
    );
    expect(onTimeline).toEqual(event);
  });

  it('G17 of one workspace are not heard in another', async () => {
    const [here, there] = [await scenes.newPlace(), await scenes.newPlace()];
    const listener = await listen(here, 'viewer');
    await there.as('owner').patch(there.P, { name: 'Foreign' });
    await here.as('owner').patch(here.P, { name: 'Own' });
    await heard(listener, 'project.changed');
    expect(new Set(listener.events.map(({ workspaceId }) => workspaceId))).toEqual(new Set([here.workspaceId]));
  });

  it('G17 end for who is removed, before they hear anything more', async () => {
    const place = await scenes.newPlace();
    const [viewer, admin] = [await listen(place, 'viewer'), await listen(place, 'admin')];
    await place.as('owner').send('DELETE', `${place.W}/members/viewer`);
    await eventually('the end', async () => viewer.socket.readyState === WebSocket.CLOSED || undefined);
    await place.as('owner').patch(place.P, { name: 'Confidential' });
    await heard(admin, 'project.changed');
    const heardBefore = viewer.events.map(({ type }) => type);
    expect(heardBefore).not.toContain('member.removed');
    expect(heardBefore).not.toContain('project.changed');
  });
});

describe('a ticket', () => {
  it('opens one connection only', async () => {
    const { url, ticket, expiresAt } = await ticketFor(scenes.place, 'viewer');
    expect(url).toContain(ticket);
    expect(Date.parse(expiresAt)).toBeGreaterThan(0);
    sockets.push(await openSocket(url));
    await expect(openSocket(url)).rejects.toThrow('refused');
  });

  it('that nobody gave opens nothing, nor does none', async () => {
    const { url, ticket } = await ticketFor(scenes.place, 'viewer');
    await expect(openSocket(url.replace(ticket, `${scenes.place.workspaceId}.${'x'.repeat(43)}`))).rejects.toThrow();
    await expect(openSocket(url.replace(/\?.*/, ''))).rejects.toThrow('refused');
  });

  it('is refused to agents, and does not exist for strangers', async () => {
    const path = `${scenes.place.W}/event-tickets`;
    expect((await scenes.place.as('agent').post(path)).status).toBe(403);
    expect((await scenes.place.as('outsider').post(path)).status).toBe(404);
    expect((await scenes.place.as(undefined).post(path)).status).toBe(401);
  });
});
