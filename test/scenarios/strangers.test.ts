import {
  approve,
  type Block,
  importDocuments,
  type KnowledgeDocument,
  openScenes,
  type Page,
  type Place,
  type Problem,
  type Session,
  type Waiting,
  workToReview,
} from '../support/scenario/index.ts';

/** The same ids, so that addresses can be put together from the ones of two workspaces. */
interface Addresses {
  readonly waiting: Waiting;
  readonly blockId: string;
  readonly documentId: string;
  readonly assetId: string;
  readonly reviewId: string;
  readonly bundleId: string;
  readonly agentId: string;
}

const scenes = openScenes();
let own: Addresses;
let foreign: Addresses;

async function furnish(place: Place): Promise<Addresses> {
  await importDocuments(place);
  const viewer = place.as('viewer');
  const decided = await workToReview(place);
  const { reviewId } = await approve(decided);
  const waiting = await workToReview(place);
  const file = { fileName: 'a.txt', contentType: 'text/plain', contentBase64: 'YQ==', type: 'note' };
  const added = { ...file, agentType: 'research', permanence: 'permanent' };
  const firstOf = async <T extends { id: string }>(list: string): Promise<string> =>
    (await viewer.read<Page<T>>(`${place.P}/${list}?limit=1`)).items[0]?.id ?? '';
  return {
    waiting,
    reviewId,
    blockId: await firstOf<Block>('blocks'),
    documentId: await firstOf<KnowledgeDocument>('documents'),
    assetId: (await place.as('contributor').make<{ id: string }>(`${place.P}/assets`, added)).id,
    agentId: await firstOf<{ id: string }>('agents'),
    bundleId: (await viewer.read<Session>(waiting.S)).bundleId ?? '',
  };
}

beforeAll(async () => {
  const other = await scenes.newPlace();
  [own, foreign] = await Promise.all([furnish(scenes.place), furnish(other)]);
}, 180_000);

const absent = (prefix: string): string => `${prefix}_01ARZ3NDEKTSV4RRFFQ69G5FAV`;

/** Everything that has an id, as seen from `place`. */
const resources = (place: Place, of: Addresses): readonly (readonly [method: string, path: string])[] => {
  const S = `${place.P}/work-sessions/${of.waiting.id}`;
  const C = `${S}/checkpoints/${of.waiting.checkpoint.id}`;
  const artifactId = of.waiting.artifacts[0]?.id ?? '';
  return [
    ['GET', `${place.P}/blocks/${of.blockId}`],
    ['GET', `${place.P}/blocks/${of.blockId}/versions`],
    ['POST', `${place.P}/blocks/${of.blockId}/lock`],
    ['GET', `${place.P}/documents/${of.documentId}`],
    ['GET', `${place.P}/documents/${of.documentId}/versions`],
    ['POST', `${place.P}/documents/${of.documentId}/archive`],
    ['GET', `${place.P}/assets/${of.assetId}`],
    ['GET', `${place.P}/agents/${of.agentId}`],
    ['PATCH', `${place.P}/agents/${of.agentId}`],
    ['GET', `${place.P}/bundles/${of.bundleId}`],
    ['GET', `${place.P}/reviews/${of.reviewId}`],
    ['GET', S],
    ['GET', `${S}/status`],
    ['GET', `${S}/bundle`],
    ['GET', `${S}/turns`],
    ['GET', `${S}/timeline`],
    ['GET', `${S}/mutations`],
    ['GET', `${S}/iterations`],
    ['GET', `${S}/reviews`],
    ['POST', `${S}/execute`],
    ['POST', `${S}/cancel`],
    ['POST', `${S}/retry`],
    ['GET', `${S}/artifacts`],
    ['GET', `${S}/artifacts/${artifactId}`],
    ['GET', `${S}/artifacts/${artifactId}/revisions`],
    ['GET', `${S}/artifacts/${artifactId}/file`],
    ['GET', `${S}/checkpoints`],
    ['GET', C],
    ['POST', `${C}/approve`],
    ['POST', `${C}/reject`],
    ['POST', `${C}/request-changes`],
    ['POST', `${C}/review`],
    ['POST', `${C}/comments`],
  ];
};

/** The lists and commands of a workspace and a project themselves. */
const surroundings = ({ W, P }: Pick<Place, 'W' | 'P'>): readonly (readonly [method: string, path: string])[] => [
  ['GET', W],
  ['GET', `${W}/members`],
  ['PUT', `${W}/members/viewer`],
  ['DELETE', `${W}/members/viewer`],
  ['GET', `${W}/policy`],
  ['PUT', `${W}/policy`],
  ['GET', `${W}/projects`],
  ['POST', `${W}/projects`],
  ['GET', `${W}/inbox`],
  ['GET', `${W}/timeline`],
  ['GET', `${W}/outbox`],
  ['GET', P],
  ['PATCH', P],
  ['POST', `${P}/imports`],
  ['GET', `${P}/blocks`],
  ['POST', `${P}/blocks`],
  ['GET', `${P}/documents`],
  ['GET', `${P}/assets`],
  ['POST', `${P}/assets`],
  ['GET', `${P}/insights`],
  ['GET', `${P}/audit`],
  ['GET', `${P}/audit/export`],
  ['GET', `${P}/audit/verify`],
  ['GET', `${P}/timeline`],
  ['GET', `${P}/agents`],
  ['POST', `${P}/agents`],
  ['GET', `${P}/work-sessions`],
  ['POST', `${P}/work-sessions`],
];

const withoutRequestId = ({ requestId: _, ...rest }: Problem): unknown => rest;
const bodyFor = (method: string): { body?: unknown } => (method === 'GET' || method === 'DELETE' ? {} : { body: {} });

describe('what is not yours', () => {
  it('G17 ids of another workspace and ids that are nowhere get the same answer on every nested resource', async () => {
    const { place } = scenes;
    const nowhere: Addresses = {
      ...foreign,
      blockId: absent('blk'),
      documentId: absent('doc'),
      assetId: absent('ast'),
      reviewId: absent('rev'),
      bundleId: absent('bdl'),
      agentId: absent('agt'),
      waiting: { ...foreign.waiting, id: absent('ses') },
    };
    const asked = resources(place, foreign);
    const control = resources(place, nowhere);
    const owner = place.as('owner');
    const answers = await Promise.all(
      asked.map(([method, path]) => owner.send<Problem>(method, path, bodyFor(method))),
    );
    const controls = await Promise.all(
      control.map(([method, path]) => owner.send<Problem>(method, path, bodyFor(method))),
    );
    answers.forEach((answer, index) => {
      expect([asked[index], answer.status, answer.body.code]).toEqual([asked[index], 404, 'not_found']);
      expect(withoutRequestId(answer.body)).toEqual(withoutRequestId(controls[index]?.body ?? answer.body));
    });
  });

  it('G17 an id below a session is found below that session only', async () => {
    const { place } = scenes;
    const other = await workToReview(place);
    const paths = [
      `${own.waiting.S}/checkpoints/${other.checkpoint.id}`,
      `${own.waiting.S}/artifacts/${other.artifacts[0]?.id}`,
    ];
    for (const path of paths) expect((await place.as('owner').get(path)).status).toBe(404);
  });

  it('G17 who is no member sees nothing of a workspace, with the same answer as for one that is nowhere', async () => {
    const { place } = scenes;
    const nowhere = {
      W: `/v1/workspaces/${absent('wsp')}`,
      P: `/v1/workspaces/${absent('wsp')}/projects/${absent('prj')}`,
    };
    const asked = [...surroundings(place), ...resources(place, own)];
    const control = surroundings(nowhere);
    const outsider = place.as('outsider');
    const answers = await Promise.all(
      asked.map(([method, path]) => outsider.send<Problem>(method, path, bodyFor(method))),
    );
    const controls = await Promise.all(
      control.map(([method, path]) => outsider.send<Problem>(method, path, bodyFor(method))),
    );
    const [expected] = controls;
    for (const [index, answer] of [...answers, ...controls].entries()) {
      expect([asked[index] ?? control[index - asked.length], answer.status]).toEqual([
        asked[index] ?? control[index - asked.length],
        404,
      ]);
      expect(withoutRequestId(answer.body)).toEqual(withoutRequestId(expected?.body ?? answer.body));
    }
    const visible = (await outsider.list<{ id: string }>('/v1/workspaces')).map(({ id }) => id);
    for (const { workspaceId } of [place, foreign.waiting.place]) expect(visible).not.toContain(workspaceId);
  });

  it('G17 without a token everything but the service itself is 401, before anything else is judged', async () => {
    const { place } = scenes;
    const nobody = place.as(undefined);
    const asked = [
      ...surroundings(place),
      ...resources(place, own),
      ['GET', '/v1/me'],
      ['GET', '/v1/workspaces'],
      ['POST', '/v1/workspaces'],
    ] as const;
    const answers = await Promise.all(
      asked.map(([method, path]) => nobody.send<Problem>(method, path, { ...bodyFor(method) })),
    );
    answers.forEach((answer, index) => {
      expect([asked[index], answer.status, answer.body.code]).toEqual([asked[index], 401, 'unauthenticated']);
    });
    for (const path of ['/health', '/ready', '/openapi.json', '/docs'])
      expect((await nobody.get(path)).status).toBe(200);
  });

  it('G17 no answer of one workspace holds a name of another', async () => {
    const { place } = scenes;
    const canaries = [foreign.waiting.place.workspaceId, foreign.waiting.place.projectId, foreign.waiting.id];
    const reads = [...surroundings(place), ...resources(place, own)].filter(([method]) => method === 'GET');
    const answers = await Promise.all(reads.map(([, path]) => place.as('admin').get(path)));
    for (const { text } of answers) for (const canary of canaries) expect(text).not.toContain(canary);
  });
});
