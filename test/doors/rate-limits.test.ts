/** Who asks too fast is told to wait, and nobody else is; a host that nobody told to limit does not. */

import { startTestHost, type TestHost } from '../support/embedded-host.ts';
import { cookieOf } from '../support/page-visitor.ts';
import { hostOfProcess, startEmbeddedProcess } from '../support/scenario/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Seen, see } from './link-holder.ts';

/** What a caller may ask at once; then 50 a second. */
const burst = 200;
const atOnce = 20;
const patienceMs = 60_000;

const dataFolder = temporaryFolder();
let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({ rateLimits: true });
});
afterAll(() => host.stop());

/** Asks the same until it has been asked `times`; twenty at a time. */
async function hammer(times: number, ask: () => Promise<Seen>): Promise<readonly Seen[]> {
  const answers: Seen[] = [];
  while (answers.length < times) answers.push(...(await Promise.all(Array.from({ length: atOnce }, ask))));
  return answers;
}
const countOf = (answers: readonly Seen[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;
const as = (person: string) => (): Promise<Seen> =>
  see(`${host.url}/v1/me`, { headers: { authorization: `Bearer ${host.token(person)}` } });
const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** @returns the seconds that a refused caller is to wait */
function expectRefusals(answers: readonly Seen[]): number {
  const refused = answers.find(({ status }) => status === 429);
  expect(countOf(answers, 429)).toBeGreaterThan(0);
  const seconds = Number(refused?.headers['retry-after']);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(10);
  return seconds;
}

describe('a principal who asks too fast', () => {
  it(
    'A1 gets 429 with the time to come back, as a problem like any other, and is served again after it',
    async () => {
      const answers = await hammer(burst * 3, as('owner'));
      expect(countOf(answers, 200)).toBeGreaterThanOrEqual(burst);
      expect(countOf(answers, 200) + countOf(answers, 429)).toBe(answers.length);
      const seconds = expectRefusals(answers);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(refused?.text ?? '')).toMatchObject({ status: 429, code: 'rate_limited' });
      expect((await as('viewer')()).status).toBe(200);
      await wait(seconds);
      expect((await as('owner')()).status).toBe(200);
    },
    patienceMs,
  );

  it(
    'A1 is the same one at the pages: what was asked of the interface counts there too',
    async () => {
      await hammer(burst * 2, as('contributor'));
      const cookie = await cookieOf(host, 'contributor');
      const pages = await hammer(burst, () => see(`${host.url}/`, { headers: cookie }));
      expectRefusals(pages);
      expect(pages.find(({ status }) => status === 429)?.text).toContain('Wait a moment');
      expect((await see(`${host.url}/signed-out`)).status).toBe(200);
    },
    patienceMs,
  );
});

describe('an address that tries links', () => {
  it(
    'T6 gets 429 after a while, for reading and deciding together, and the constant page again after it',
    async () => {
      const look = (): Promise<Seen> => see(`${host.url}/a/made-up`);
      const decide = (): Promise<Seen> =>
        see(`${host.url}/a/made-up`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, form: {} });
      const [first] = await hammer(1, look);
      const answers = [...(await hammer(burst, look)), ...(await hammer(burst, decide))];
      expect(countOf(answers, 404) + countOf(answers, 429)).toBe(answers.length);
      await wait(expectRefusals(answers));
      expect((await look()).text).toBe(first?.text);
    },
    patienceMs,
  );
});

describe('the embedded host as it starts by itself', () => {
  it(
    'A1 limits nobody, so that a load of one caller on one machine is served whole',
    async () => {
      const child = await startEmbeddedProcess({ dataFolder });
      const owner = hostOfProcess(() => child);
      const headers = { authorization: `Bearer ${await owner.token('owner')}` };
      const asked = await hammer(burst * 5, () => see(`${child.url}/v1/me`, { headers }));
      const looked = await hammer(burst * 5, () => see(`${child.url}/a/made-up`));
      await child.stop();
      expect(countOf(asked, 200)).toBe(asked.length);
      expect(countOf(looked, 404)).toBe(looked.length);
    },
    patienceMs,
  );
});
