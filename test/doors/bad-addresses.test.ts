/** Whatever is put in the place of an address or of a name: a mail has one recipient, and its link nobody else (T8, T10). */
import addressparser from 'nodemailer/lib/addressparser';
import { personalToken } from '../../infra/local/oidc/personal-token.ts';
import { openSigningKey } from '../../infra/local/oidc/signing-key.ts';
import { renderMime } from '../../lib/platform/mime.ts';
import {
  type Answer,
  eventually,
  type OutboxItem,
  type Place,
  type Problem,
  workToReview,
} from '../support/scenario/index.ts';
import { badAddresses, badNames } from './bad-addresses.ts';
import { proposesOnce, type ScriptedHost, startScriptedHost } from './scripted-host.ts';

const patienceMs = 60_000;
const origin = { sender: 'Countersign <no-reply@countersign.example>', date: new Date(0) };
const headerNames = [
  ...['Auto-Submitted', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Precedence', 'Subject', 'To'],
  ...['X-Auto-Response-Suppress', 'X-Entity-Ref-ID'],
].map((name) => name.toLowerCase());

interface Member {
  readonly principalId: string;
  readonly displayName: string;
  readonly email?: string;
}

let scripted: ScriptedHost;
beforeAll(async () => {
  scripted = await startScriptedHost(proposesOnce('Refunds', 'They are paid within five days.'));
}, patienceMs);
afterAll(() => scripted.stop());

/** Members with these in one of their fields, one each. @returns the ones who were taken; the others were refused for that field */
async function membersWith(
  place: Place,
  field: 'email' | 'displayName',
  given: Readonly<Record<string, string>>,
): Promise<readonly Member[]> {
  const taken: Member[] = [];
  for (const [number, [what, text]] of Object.entries(given).entries()) {
    const member = { role: 'reviewer', email: `named-${number}@bank.example`, displayName: 'Rosa', [field]: text };
    const answer = await place.as('owner').put<Member & Problem>(`${place.W}/members/bad-${number}`, member);
    if (answer.status < 300) taken.push(answer.body);
    else expectRefused(what, answer, `/${field}`);
  }
  return taken;
}

function expectRefused(what: string, { status, body }: Answer<Problem>, pointer: string): void {
  const pointers = new Set(body.errors?.map((error) => error.pointer));
  expect([what, status, body.code, ...pointers]).toEqual([what, 400, 'invalid_request', pointer]);
}

/** The mails about new work, when everybody who is to have one has been sent one. */
async function mailsOfWork(place: Place, members: readonly Member[]): Promise<readonly OutboxItem[]> {
  const { checkpoint } = await workToReview(place);
  const mails = await eventually('the mails', async () => {
    const items = await place.as('admin').list<OutboxItem>(`${place.W}/outbox`);
    const found = items.filter(({ checkpointId }) => checkpointId === checkpoint.id);
    return found.length === 0 || found.some(({ status }) => status === 'pending') ? undefined : found;
  });
  expect(mails.filter(({ status }) => status !== 'sent')).toEqual([]);
  for (const { principalId, email } of members) {
    const theirs = mails.filter(({ to }) => to.principalId === principalId);
    expect([principalId, ...theirs.map(({ to }) => to.address)]).toEqual([principalId, email]);
  }
  return mails;
}

const links = (text: string | undefined): readonly string[] => text?.match(/[^\s"'<>]*:\/\/[^\s"'<>]*/g) ?? [];

/** One link in a mail, and each in the mails of one recipient only. */
function expectOwnLinks(mails: readonly OutboxItem[]): void {
  for (const { to, text, html } of mails) {
    const [link = 'none', ...others] = links(text);
    expect([to, link, others]).toEqual([to, expect.stringMatching(`^${scripted.host.url}/a/[\\w-]+$`), []]);
    expect([to, links(html)]).toEqual([to, [link]]);
    expect(html?.match(/<a\s|<img/g)).toEqual(['<a ']);
    expect(mails.filter((mail) => JSON.stringify(mail).includes(link))).toHaveLength(1);
  }
}

/** The messages as SES is given them: their headers are ours, each once, and the recipient is one. */
async function expectOneRecipientEach(mails: readonly OutboxItem[]): Promise<void> {
  const kept = new Map(scripted.host.platform.mailer.recent(1_000).map((mail) => [mail.id, mail]));
  for (const { id, to } of mails) {
    const mail = kept.get(id);
    if (mail === undefined) throw new Error(`the mailer was not given ${id}`);
    expect(mail.to.name).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    const message = Buffer.from(await renderMime(mail, origin)).toString('utf8');
    const head = message.slice(0, message.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    const fields = head.split('\r\n').map((line) => [/^[^:]*/.exec(line)?.[0].toLowerCase(), line] as const);
    expect([to, fields.map(([name]) => name).toSorted()]).toEqual([to, headerNames.toSorted()]);
    const line = fields.find(([name]) => name === 'to')?.[1].slice('To:'.length) ?? '';
    const addresses = addressparser(line).map((found) => ('address' in found ? found.address : 'a group'));
    expect([to, addresses]).toEqual([to, [to.address.replace(/@.*/, (domain) => domain.toLowerCase())]]);
    expect(/[^\x20-\x7e]/.test(line)).toBe(false);
  }
}

describe('a mail', () => {
  it.each([
    ['address', 'email', badAddresses, 6],
    ['name', 'displayName', badNames, 16],
  ] as const)(
    'T8 has one recipient, no header and no link of others, whatever is in the place of the %s',
    async (_, field, given, count) => {
      const place = await scripted.newPlace();
      const taken = await membersWith(place, field, given);
      expect(taken.map((member) => member[field])).toHaveLength(count);
      const mails = await mailsOfWork(place, taken);
      expectOwnLinks(mails);
      await expectOneRecipientEach(mails);
    },
    patienceMs,
  );
});

describe('a token', () => {
  /** What a token of somebody who says so of themselves makes of the owner of a new workspace. */
  async function ownerBy(claims: { readonly id: string; readonly name: string; readonly email: string }) {
    const person = { role: undefined, kind: 'person', duty: '', ...claims } as const;
    const bearer = personalToken(person, openSigningKey(scripted.host.dataFolder), Date.now());
    const headers = { authorization: `Bearer ${bearer}` };
    const made = await scripted.host.ask(undefined, 'POST /v1/workspaces', { headers, body: { name: 'Theirs' } });
    expect([claims, made.status]).toEqual([claims, 201]);
    const listed = await scripted.host.ask(undefined, `GET /v1/workspaces/${made.body.id}/members`, { headers });
    expect([claims, listed.status]).toEqual([claims, 200]);
    const [owner]: readonly Member[] = listed.body.items;
    return owner;
  }

  it('T8 whose address none could be mailed at gives the owner none', async () => {
    const place = await scripted.newPlace();
    const taken = new Set((await membersWith(place, 'email', badAddresses)).map(({ email }) => email));
    // A longer token is none.
    const short = Object.entries(badAddresses).filter(([, email]) => email.length < 1_000);
    for (const [what, email] of short) {
      const owner = await ownerBy({ id: 'eve', name: 'Eve', email });
      expect([what, owner?.email]).toEqual([what, taken.has(email) ? email : undefined]);
    }
  });

  it('T8 whose name or subject is anything gives the owner a name that can be shown', async () => {
    const name = { ...badNames, 'half a character': 'Eve \ud800' };
    for (const [what, given] of Object.entries(name)) {
      const owner = await ownerBy({ id: 'eve', name: given, email: 'eve@evil.example' });
      expect([what, [given.trim(), 'eve'].includes(owner?.displayName ?? '')]).toEqual([what, true]);
      expect(owner?.displayName).not.toMatch(/\p{Cc}|\p{Cs}/u);
    }
    const long = await ownerBy({ id: 's'.repeat(255), name: '', email: 'eve@evil.example' });
    expect(long?.displayName).toBe('s'.repeat(200));
  });
});
