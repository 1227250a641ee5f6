/** Would a missing right be noticed? Takes from each function one that it uses, lets it run, and looks whether its log says so. */
import { sessionCookie } from '../../functions/middleware/session-cookie.ts';
import { functionTable } from '../../infra/stacks/function-table.ts';
import { createSecretsManager } from '../../lib/platform/aws/secrets-manager.ts';
import { services } from '../../lib/platform/aws/wire/endpoint.ts';
import { createSystemClock } from '../../lib/platform/clock.ts';
import { readsAsDenied } from '../support/aws/access-denied.ts';
import { connect } from '../support/aws/connect.ts';
import { type DeployedFunction, deployedFunctions, invoke, logLines } from '../support/aws/deployed-functions.ts';
import { withoutRight } from '../support/aws/role-rights.ts';
import { openHost } from '../support/scenario/host.ts';
import { clientOf } from '../support/scenario/index.ts';

const someId = '01JD0000000000000000000000';
const W = `/v1/workspaces/wsp_${someId}`;
const P = `${W}/projects/prj_${someId}`;
const work = { workspaceId: `wsp_${someId}`, sessionId: `ses_${someId}`, execution: 1 };
const formType = 'application/x-www-form-urlencoded';

/** What makes the function use the right. */
interface Control {
  readonly takes: string;
  readonly poke: (target: DeployedFunction) => Promise<unknown>;
}

const host = await openHost();
const fetchPage = (path: string, given: RequestInit = {}) =>
  fetch(`${host.url}${path}`, { redirect: 'manual', ...given });
const get = (path: string): Control => ({
  takes: 'dynamodb:GetItem',
  poke: () => clientOf(host, 'owner').get(path),
});
const runs = (event: unknown, takes = 'dynamodb:GetItem'): Control => ({
  takes,
  poke: (target) => invoke(target, event),
});
const task = runs({ work, token: 'none' });

async function ownersCookie(): Promise<string> {
  const clock = createSystemClock();
  const secrets = createSecretsManager({
    client: connect(services.secrets),
    idOf: () => 'countersign/test/cookie-key',
    clock,
  });
  const cookie = await sessionCookie({ secrets, clock, publicUrl: host.url }).issue({
    principalId: 'owner',
    displayName: 'Olive',
  });
  return cookie.split(';')[0] ?? '';
}

const controls: Readonly<Record<string, Control>> = {
  'api/service': { takes: 'dynamodb:GetItem', poke: () => clientOf(host, 'owner').put(P, {}) },
  'api/workspaces': get(W),
  'api/projects': get(P),
  'api/knowledge': get(`${P}/blocks`),
  'api/audit': get(`${P}/audit`),
  'api/agents': get(`${P}/agents`),
  'api/sessions': get(`${P}/work-sessions`),
  'api/artifacts': get(`${P}/work-sessions/ses_${someId}/artifacts`),
  'api/checkpoints': get(`${P}/work-sessions/ses_${someId}/checkpoints/chk_${someId}`),
  'api/inbox': get(`${W}/inbox`),
  'approvals/open-link': { takes: 'dynamodb:GetItem', poke: () => fetchPage(`/a/${'a'.repeat(43)}`) },
  'approvals/submit-decision': {
    takes: 'dynamodb:GetItem',
    poke: () =>
      fetchPage(`/a/${'a'.repeat(43)}`, {
        method: 'POST',
        body: 'quality=approve',
        headers: { 'content-type': formType, 'sec-fetch-site': 'same-origin' },
      }),
  },
  'console/index': {
    takes: 'dynamodb:GetItem',
    poke: async () => fetchPage(`/w/wsp_${someId}`, { headers: { cookie: await ownersCookie() } }),
  },
  'console/import': {
    takes: 'dynamodb:GetItem',
    poke: async () =>
      fetchPage(`/w/wsp_${someId}/projects/prj_${someId}/import`, { headers: { cookie: await ownersCookie() } }),
  },
  'workflow/stage-bundle': task,
  'workflow/run-agent': task,
  'workflow/open-checkpoint': task,
  'workflow/begin-iteration': task,
  'workflow/assess-work': task,
  'workflow/apply-review': task,
  'workflow/close-session': task,
  'workflow/record-failure': task,
  'events/send-mail': runs({
    Records: [{ messageId: 'm', body: JSON.stringify({ workspaceId: work.workspaceId, id: 'none' }) }],
  }),
  'events/write-timelines': runs({ Records: [] }),
  'events/push-events': runs({ Records: [] }),
  'live/connection': runs({ requestContext: { routeKey: '$disconnect', connectionId: 'none' } }),
  'schedule/run-due': runs({}, 'dynamodb:Query'),
  'schedule/move-clock': {
    takes: 'dynamodb:Query',
    poke: () => clientOf(host, undefined).post('/test/clock', { advanceSeconds: 0 }),
  },
};

describe('a function without a right that it uses', () => {
  const names = Object.keys(functionTable({ testClock: true }));
  let functions: ReadonlyMap<string, DeployedFunction>;
  beforeAll(async () => {
    functions = await deployedFunctions('countersign-test-platform');
  });
  afterAll(() => host.stop());

  async function denials(target: DeployedFunction, run: () => Promise<unknown>): Promise<readonly string[]> {
    const since = Date.now();
    await run();
    return (await logLines(target, since)).filter(readsAsDenied);
  }

  it.each(names)('%s says in its log that it was denied, and with the right again nothing', async (name) => {
    const control = controls[name];
    const target = functions.get(name);
    if (control === undefined) throw new Error(`say here what makes ${name} use one of its rights`);
    if (target === undefined) throw new Error(`${name} is not deployed`);
    const poke = () => control.poke(target);

    const without = await denials(target, () => withoutRight(target, control.takes, poke));
    const again = await denials(target, poke);

    expect(without).not.toEqual([]);
    expect(again).toEqual([]);
  });
});
