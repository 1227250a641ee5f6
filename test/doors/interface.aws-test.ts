/** The interface against its own OpenAPI document, on either host. Needs Python, so it is no part of `npm test`: `npm run test:schema`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '../../functions/api/routes.ts';
import {
  approve,
  importDocuments,
  openScenes,
  type Page,
  type Place,
  type Session,
  workToReview,
} from '../support/scenario/index.ts';
import { type InterfaceReport, type InterfaceRun, runSchemathesis } from '../support/schemathesis.ts';

const isDeployed = process.env.SCENARIO_BASE_URL !== undefined;
/** Functions of the emulated AWS answer some ten times slower, so there are fewer requests. */
const maxExamples = isDeployed ? 6 : 25;
const timeoutMs = 240_000;
const installMs = 300_000;

const scenes = openScenes();
const folder = mkdtempSync(join(tmpdir(), 'countersign-interface-'));
let parameters: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  parameters = await oneOfEverything(scenes.place);
}, installMs);
afterAll(() => rmSync(folder, { recursive: true }));

/** Ids of one of everything; the checkpoint is open, so that decisions can be made. */
async function oneOfEverything(place: Place): Promise<Readonly<Record<string, string>>> {
  await importDocuments(place);
  const { reviewId } = await approve(await workToReview(place));
  const report = { taskIntent: 'A report on refunds as a file', taskType: 'composition', agentType: 'reporting' };
  const waiting = await workToReview(place, report);
  const file = { fileName: 'a.txt', contentType: 'text/plain', contentBase64: 'YQ==', type: 'note' };
  const { id: assetId } = await place
    .as('contributor')
    .make<{ id: string }>(`${place.P}/assets`, { ...file, agentType: 'research', permanence: 'permanent' });
  const viewer = place.as('viewer');
  const first = async (list: string): Promise<string> =>
    (await viewer.read<Page<{ id: string }>>(`${place.P}/${list}?limit=1`)).items[0]?.id ?? '';
  const deliverable = waiting.artifacts.find(({ artifactType }) => artifactType === 'external_deliverable');
  return {
    workspaceId: place.workspaceId,
    projectId: place.projectId,
    sessionId: waiting.id,
    checkpointId: waiting.checkpoint.id,
    artifactId: (deliverable ?? waiting.artifacts[0])?.id ?? '',
    bundleId: (await viewer.read<Session>(waiting.S)).bundleId ?? '',
    reviewId,
    blockId: await first('blocks'),
    documentId: await first('documents'),
    assetId,
    agentId: await first('agents'),
    principalId: 'nobody-yet',
  };
}

type Effort = Pick<InterfaceRun, 'document' | 'phases' | 'maxExamples'>;
async function check(person: 'owner' | 'viewer', effort: Effort): Promise<InterfaceReport> {
  const { host } = scenes;
  const token = await host.token(person);
  const report = await runSchemathesis({ url: host.url, token, parameters, timeoutMs, folder, ...effort });
  console.info(`as ${person}: ${report.requests} requests to ${report.operations} operations`);
  return report;
}
/** With everything that was printed when something is wrong, because it says how to repeat it. */
function expectNothingWrong({ failures, printed, operations }: InterfaceReport): void {
  if (failures.length > 0) throw new Error(`${failures.join('\n')}\n\n${printed}`);
  expect(operations).toBe(Object.keys(routes).length);
}

const deep = { document: 'without keys, tags and cursors', phases: ['fuzzing', 'stateful'] } as const;
/** Every bound of every member, one after the other: several thousand requests. */
const broad = { document: 'whole', phases: ['examples', 'coverage'] } as const;

const cases: [what: string, person: 'owner' | 'viewer', effort: Effort][] = [
  ['whatever an owner sends', 'owner', { ...deep, maxExamples }],
  ['on what somebody is told who may only read', 'viewer', { ...deep, phases: ['fuzzing'], maxExamples: 2 }],
];
if (!isDeployed) cases.push(['at the bounds of every member', 'owner', { ...broad, maxExamples }]);

describe('the interface and its document', () => {
  it.each(cases)(
    'T8 agree %s: no failure of ours, no status or body that is not documented',
    async (_, person, effort) => expectNothingWrong(await check(person, effort)),
    timeoutMs + installMs,
  );
});
