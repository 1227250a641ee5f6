/** Whatever a file is called and holds: it is a download of the same bytes, and nothing is written where it says (T8). */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestHost, type TestHost } from '../support/embedded-host.ts';
import { awaitReview, newPlace, type Place, type Problem, startWork } from '../support/scenario/index.ts';
import { calls, type ScriptedModel, type Step, startScriptedModel } from '../support/scripted-model.ts';
import { badBase64, badFileNames, badFiles, badMediaTypes } from './bad-files.ts';

const patienceMs = 60_000;
const callsPerTurn = 20;
/** So large that the host gives them a file of their own. */
const bytes = Buffer.alloc(100_000, '<script>1</script>');

/** Files as an agent delivers them: each bad name with a good type, each bad type with a good name. */
const deliveries = [
  ...Object.values(badFileNames).map((fileName) => ({ fileName, contentType: 'text/plain' })),
  ...Object.values(badMediaTypes).map((contentType) => ({ fileName: 'a.txt', contentType })),
].map((file, number) => ({ ...file, title: `File ${number}`, content: `Bytes of ${number}: <script>1</script>` }));

/** The turns of an agent that delivers them all. */
function deliveringTurns(): Step[] {
  const made = deliveries.map((input, number) => ({
    id: `toolu_${number}`,
    name: 'deliver_file',
    input: { ...input, confidence: 0.9, reasoning: 'It is asked for.' },
  }));
  const turns = Array.from({ length: Math.ceil(made.length / callsPerTurn) }, (_, turn) =>
    calls(made.slice(turn * callsPerTurn, (turn + 1) * callsPerTurn)),
  );
  return [...turns, calls([{ id: 'toolu_end', name: 'finish', input: { summary: 'Delivered.' } }])];
}

let folder: string;
let host: TestHost;
let model: ScriptedModel;
let place: Place;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-files-'));
  model = await startScriptedModel(deliveringTurns());
  const environment = { MODEL_BASE_URL: model.url };
  host = await startTestHost({ dataFolder: join(folder, 'data'), environment, modelId: 'claude-sonnet-5-5' });
  place = await newPlace({ url: host.url, token: async (person) => host.token(person) });
}, patienceMs);
afterAll(async () => {
  await host.stop();
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the host writes itself: its database, its keys, and large files by workspace and digest. */
const ownPath =
  /^(?:countersign\.sqlite(?:-wal|-shm)?|(?:oidc-key|secrets)\.json|blobs(?:\/\.unfinished|\/wsp_\w{26}(?:\/[0-9a-f]{2}(?:\/[0-9a-f]{62})?)?)?)$/;
afterEach(() => {
  expect(readdirSync(folder)).toEqual(['data']);
  const written = readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' });
  expect(written.filter((path) => !ownPath.test(path))).toEqual([]);
  expect(written.filter((path) => path.startsWith('blobs/wsp_')).length).toBeGreaterThan(0);
});

interface Asset {
  readonly fileName: string;
  readonly contentType: string;
  readonly signedUrl: string;
}
const plain = { agentType: 'research', type: 'note', permanence: 'permanent', fileName: 'a.txt' } as const;

/** Sends a file that differs from a plain one in a member. @returns undefined when it was refused for that member */
async function sent(what: string, change: Readonly<Record<string, string>>): Promise<Asset | undefined> {
  const body = { ...plain, contentType: 'text/plain', contentBase64: bytes.toString('base64'), ...change };
  const answer = await place.as('owner').post<Asset & Problem>(`${place.P}/assets`, body);
  if (answer.status === 201) return answer.body;
  const pointers = new Set(answer.body.errors?.map(({ pointer }) => pointer));
  const [changed] = Object.keys(change);
  expect([what, answer.status, answer.body.code, ...pointers]).toEqual([what, 400, 'invalid_request', `/${changed}`]);
  return undefined;
}

/** What a browser runs, renders or takes apart when a page of the same origin asks for it. */
const activeType = /script|html|css|svg|multipart|\bxml\b|\bxsl|rfc822/i;
const dispositionPattern =
  /^attachment; filename="([^"\\/%]+)"; filename\*=UTF-8''((?:[\w!#$&+.^`|~-]|%[0-9A-F]{2})+)$/;

/** A download of these bytes, under a name with the same end, that runs nowhere. */
async function expectDownload(what: string, url: string, fileName: string, held: Buffer): Promise<void> {
  const answer = await fetch(url);
  expect([what, answer.status]).toEqual([what, 200]);
  expect([what, Buffer.from(await answer.arrayBuffer()).equals(held)]).toEqual([what, true]);
  const header = (name: string): string => answer.headers.get(name) ?? '';
  expect([what, activeType.test(header('content-type'))]).toEqual([what, false]);
  expect([what, header('content-type')]).toEqual([what, expect.stringMatching(/^[\w.+-]+\/[\w.+-]+$/)]);
  expect(header('x-content-type-options')).toBe('nosniff');
  expect(header('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect([what, [...answer.headers.keys()].filter((name) => /evil|cookie/.test(name))]).toEqual([what, []]);
  const [, ascii = '', extended = ''] = dispositionPattern.exec(header('content-disposition')) ?? [];
  const name = decodeURIComponent(extended);
  expect([what, ascii.length > 0, name]).toEqual([what, true, expect.stringMatching(/^[^./\\\p{C}][^/\\\p{C}]*$/u)]);
  expect([what, extensionOf(name)]).toEqual([what, extensionOf(fileName.replace(/\p{Cf}/gu, ''))]);
}
/** By which a system tells what a file is; names of dots alone have none. */
const extensionOf = (name: string): string | undefined => /[^.](\.[^.]+\.?)$/u.exec(name)?.[1];

describe('a reference file', () => {
  it('T8 of any name is refused, or a download under a name that is safe and ends as it did', async () => {
    const taken: string[] = [];
    for (const [what, fileName] of Object.entries(badFileNames)) {
      const asset = await sent(what, { fileName });
      if (asset === undefined) continue;
      taken.push(what);
      expect([what, asset.fileName]).toEqual([what, fileName]);
      await expectDownload(what, asset.signedUrl, fileName, bytes);
    }
    expect(taken).toHaveLength(26);
  });

  it('T8 of any type is refused, or a download that no browser runs on our pages', async () => {
    const taken: string[] = [];
    for (const [what, contentType] of Object.entries(badMediaTypes)) {
      const asset = await sent(what, { contentType });
      if (asset === undefined) continue;
      taken.push(what);
      await expectDownload(what, asset.signedUrl, 'a.txt', bytes);
    }
    expect(taken).toHaveLength(16);
  });

  it.each(['text/plain', 'text/html', 'image/gif', 'application/pdf'])(
    'T8 of any bytes is a download of the same bytes, as %s too',
    async (contentType) => {
      for (const [what, given] of Object.entries(badFiles)) {
        const asset = await sent(what, { contentBase64: given.toString('base64'), contentType });
        await expectDownload(what, asset?.signedUrl ?? '', 'a.txt', given);
      }
    },
  );

  it('T8 of bytes that are no base64 is refused', async () => {
    for (const [what, contentBase64] of Object.entries(badBase64))
      expect([what, await sent(what, { contentBase64 })]).toEqual([what, undefined]);
    const large = { ...plain, contentType: 'text/plain', contentBase64: 'A'.repeat(6 * 1024 * 1024) };
    expect((await place.as('owner').post(`${place.P}/assets`, large)).status).toBe(413);
  });
});

describe('a file that an agent delivers', () => {
  it(
    'T8 of any name and type is refused, or a download under a name that is safe and ends as it did',
    async () => {
      const { S, artifacts } = await awaitReview(await startWork(place));
      for (const { id, title, content } of artifacts) {
        const file = await place.as('viewer').get(`${S}/artifacts/${id}/file`);
        expect([title, file.status]).toEqual([title, 303]);
        const { fileName } = deliveries.find((one) => one.title === title) ?? { fileName: '' };
        await expectDownload(title, file.headers.get('location') ?? '', fileName, Buffer.from(content));
      }
      expect(artifacts).toHaveLength(35);
    },
    patienceMs,
  );
});

describe('a file that is imported', () => {
  it('T8 from any path is refused, or known by the path as it was sent', async () => {
    const taken: string[] = [];
    for (const [what, path] of Object.entries(badFileNames)) {
      const documents = [{ path, content: `Imported as ${what}.` }];
      const answer = await place
        .as('owner')
        .post<Problem & { readonly documents: readonly { readonly path: string }[] }>(`${place.P}/imports`, {
          documents,
        });
      if (answer.status < 300) {
        taken.push(what);
        expect(answer.body.documents.map((document) => document.path)).toEqual([path]);
      } else
        expect([what, answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([
          what,
          400,
          'invalid_request',
          '/documents/0/path',
        ]);
    }
    expect(taken).toHaveLength(35);
  });
});
