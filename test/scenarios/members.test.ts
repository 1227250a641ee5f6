import { type Checkpoint, importDocuments, openScenes, type Place, workToReview } from '../support/scenario/index.ts';

const scenes = openScenes();

interface Me {
  readonly principalId: string;
  readonly kind: string;
  readonly memberships: readonly { readonly workspaceId: string; readonly role: string }[];
}
const roleOf = async (place: Place, person: 'reviewer' | 'outsider'): Promise<string | undefined> =>
  (await place.as(person).read<Me>('/v1/me')).memberships.find(({ workspaceId }) => workspaceId === place.workspaceId)
    ?.role;

describe('members', () => {
  it('G6 who I am comes from the token, and what I may do from the membership', async () => {
    const { place } = scenes;
    const me = await place.as('reviewer').read<Me>('/v1/me');
    expect(me.principalId).toBe('reviewer');
    expect(await roleOf(place, 'reviewer')).toBe('reviewer');
    expect(await roleOf(place, 'outsider')).toBeUndefined();
  });

  it('G17 who is added sees the workspace at once, and who is removed no longer', async () => {
    const place = await scenes.newPlace();
    const path = `${place.W}/members/outsider`;
    expect((await place.as('outsider').get(place.W)).status).toBe(404);
    expect((await place.as('admin').put(path, { role: 'viewer' })).status).toBe(200);
    expect((await place.as('outsider').get(place.W)).status).toBe(200);
    expect((await place.as('outsider').post(`${place.W}/projects`, { name: 'x' })).status).toBe(403);
    expect((await place.as('admin').send('DELETE', path)).status).toBe(204);
    expect((await place.as('outsider').get(place.W)).status).toBe(404);
  });

  it('G17 the last owner can neither go nor become less', async () => {
    const place = await scenes.newPlace();
    const path = `${place.W}/members/owner`;
    for (const refused of [
      await place.as('owner').send('DELETE', path),
      await place.as('owner').put(path, { role: 'admin' }),
    ])
      expect(refused).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect((await place.as('owner').get(`${place.W}/policy`)).status).toBe(200);
  });

  it('S7 an agent founds no workspace: there it would be a person, and decide', async () => {
    const { place } = scenes;
    expect((await place.as('agent').read<Me>('/v1/me')).kind).toBe('agent');
    const refused = await place.as('agent').post('/v1/workspaces', { name: 'Mine' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await place.as('viewer').post('/v1/workspaces', { name: 'Mine' })).status).toBe(201);
  });

  it('I4 who has lost the role while the work waited can not decide any more', async () => {
    const place = await scenes.newPlace();
    await importDocuments(place);
    const waiting = await workToReview(place);
    await place.as('owner').put(`${place.W}/members/reviewer`, { role: 'contributor' });
    const refused = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    await place.as('owner').send('DELETE', `${place.W}/members/reviewer`);
    const gone = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(gone).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await place.as('viewer').read<Checkpoint>(waiting.C)).toMatchObject({ status: 'open' });
  });

  it('G6 a policy that changes while the work waits counts at the moment of the decision', async () => {
    const place = await scenes.newPlace({ selfApproval: 'allowed' });
    await importDocuments(place);
    const waiting = await workToReview(place, {}, 'reviewer');
    const policy = await place.as('owner').read<Record<string, unknown>>(`${place.W}/policy`);
    await place.as('owner').put(`${place.W}/policy`, { ...policy, selfApproval: 'forbidden' });
    const refused = await place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('A1 a policy key that is left out takes its default, and a value that is none is refused', async () => {
    const place = await scenes.newPlace();
    const owner = place.as('owner');
    expect((await owner.put(`${place.W}/policy`, {})).body).toMatchObject({
      selfApproval: 'forbidden',
      quorum: 1,
      linkMaxRisk: 'medium',
      concurrency: 10,
      applyApprovedRest: false,
    });
    for (const policy of [{ quorum: 0 }, { quorum: 1.5 }, { selfApproval: 'sometimes' }, { speed: 'high' }]) {
      const refused = await owner.put(`${place.W}/policy`, policy);
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
  });
});
