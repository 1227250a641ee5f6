import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

const newWorkspace = async (name = 'Acme'): Promise<string> => {
  const created = await host.ask('owner', 'POST /v1/workspaces', { body: { name } });
  return `/v1/workspaces/${created.body.id}`;
};
const problem = (code: string) => expect.objectContaining({ code, requestId: expect.stringMatching(/^req_/) });

describe('GET /v1/me', () => {
  it('tells who speaks and where', async () => {
    const workspace = await newWorkspace('Seen in me');
    const { status, body } = await host.ask('owner', 'GET /v1/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({ principalId: 'owner', kind: 'person', displayName: 'Olivia Hartmann' });
    expect(body.memberships).toContainEqual({
      workspaceId: workspace.slice('/v1/workspaces/'.length),
      workspaceName: 'Seen in me',
      role: 'owner',
    });
  });

  it('G6 takes the kind from membership records, not from the token', async () => {
    const workspace = await newWorkspace();
    await host.ask('owner', `PUT ${workspace}/members/agent`, { body: { role: 'contributor', kind: 'agent' } });
    expect((await host.ask('agent', 'GET /v1/me')).body.kind).toBe('agent');
  });
});

describe('workspaces', () => {
  it('make their creator the owner and say where they are', async () => {
    const created = await host.ask('owner', 'POST /v1/workspaces', { body: { name: '  Trimmed  ' } });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/workspaces/${created.body.id}`);
    expect(created.body).toMatchObject({ name: 'Trimmed', createdBy: 'owner' });
    const read = await host.ask('owner', `GET /v1/workspaces/${created.body.id}`);
    expect(read.body).toEqual(created.body);
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
  });

  it('are listed for their members only, newest first, page by page', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) await host.ask('reviewer2', 'POST /v1/workspaces', { body: { name } });
    const first = await host.ask('reviewer2', 'GET /v1/workspaces?limit=2');
    expect(first.body.items.map((item: { name: string }) => item.name)).toEqual(['three', 'two']);
    const cursor = encodeURIComponent(first.body.nextCursor);
    const second = await host.ask('reviewer2', `GET /v1/workspaces?limit=2&cursor=${cursor}`);
    expect(second.body.items.map((item: { name: string }) => item.name)).toEqual(['one']);
    expect(second.body.nextCursor).toBeNull();
    expect((await host.ask('outsider', 'GET /v1/workspaces')).body.items).toEqual([]);
  });

  it('G17 look absent to strangers', async () => {
    const workspace = await newWorkspace();
    const foreign = await host.ask('outsider', `GET ${workspace}`);
    const absent = await host.ask('outsider', 'GET /v1/workspaces/wsp_01JABCDEFGHJKMNPQRSTVWXYZ0');
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...absent.body, requestId: '' });
  });
});

describe('members', () => {
  it('are added, changed, listed and removed', async () => {
    const workspace = await newWorkspace();
    const added = await host.ask('owner', `PUT ${workspace}/members/viewer`, {
      body: { role: 'viewer', displayName: 'Victor', email: 'victor@countersign.example' },
    });
    expect(added).toMatchObject({ status: 200, body: { principalId: 'viewer', role: 'viewer', kind: 'person' } });
    const changed = await host.ask('owner', `PUT ${workspace}/members/viewer`, { body: { role: 'reviewer' } });
    expect(changed.body).toMatchObject({
      role: 'reviewer',
      displayName: 'Victor',
      email: 'victor@countersign.example',
    });
    const listed = await host.ask('viewer', `GET ${workspace}/members`);
    expect(listed.body.items.map((item: { principalId: string }) => item.principalId)).toEqual(['owner', 'viewer']);
    expect((await host.ask('owner', `DELETE ${workspace}/members/viewer`)).status).toBe(204);
    expect((await host.ask('viewer', `GET ${workspace}`)).status).toBe(404);
    expect((await host.ask('owner', `DELETE ${workspace}/members/viewer`)).status).toBe(404);
  });

  it('T8 have addresses that a mailer takes', async () => {
    const workspace = await newWorkspace();
    const addresses = [
      `${'a'.repeat(65)}@b.example`,
      `a@${'b'.repeat(64)}.example`,
      `a@${'b.'.repeat(130)}example`,
      'a b@c.example',
    ];
    for (const email of addresses) {
      const refused = await host.ask('owner', `PUT ${workspace}/members/viewer`, { body: { role: 'viewer', email } });
      expect(refused).toMatchObject({
        status: 400,
        body: { errors: expect.arrayContaining([{ pointer: '/email', message: expect.anything() }]) },
      });
    }
  });

  it('may have ids with characters that addresses and keys use', async () => {
    const workspace = await newWorkspace();
    const id = 'auth0|a/b#c%20d';
    const put = await host.ask('owner', `PUT ${workspace}/members/${encodeURIComponent(id)}`, {
      body: { role: 'viewer' },
    });
    expect(put.body.principalId).toBe(id);
    expect((await host.ask(id, `GET ${workspace}`)).status).toBe(200);
  });

  it('include an owner always, also when two leave at once', async () => {
    const workspace = await newWorkspace();
    expect(await host.ask('owner', `DELETE ${workspace}/members/owner`)).toMatchObject({
      status: 409,
      body: problem('state_conflict'),
    });
    expect((await host.ask('owner', `PUT ${workspace}/members/owner`, { body: { role: 'admin' } })).status).toBe(409);
    await host.ask('owner', `PUT ${workspace}/members/admin`, { body: { role: 'owner' } });
    const left = await Promise.all([
      host.ask('owner', `DELETE ${workspace}/members/owner`),
      host.ask('admin', `DELETE ${workspace}/members/admin`),
    ]);
    expect(left.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('are made owners by owners only', async () => {
    const workspace = await newWorkspace();
    await host.ask('owner', `PUT ${workspace}/members/admin`, { body: { role: 'admin' } });
    for (const request of [`PUT ${workspace}/members/admin`, `PUT ${workspace}/members/viewer`]) {
      expect((await host.ask('admin', request, { body: { role: 'owner' } })).status).toBe(403);
    }
    expect((await host.ask('admin', `DELETE ${workspace}/members/owner`)).status).toBe(403);
    expect((await host.ask('admin', `PUT ${workspace}/members/viewer`, { body: { role: 'viewer' } })).status).toBe(200);
  });

  it('lose their rights with their membership', async () => {
    const workspace = await newWorkspace();
    await host.ask('owner', `PUT ${workspace}/members/admin`, { body: { role: 'admin' } });
    await host.ask('owner', `PUT ${workspace}/members/admin`, { body: { role: 'viewer' } });
    const put = await host.ask('admin', `PUT ${workspace}/policy`, { body: {} });
    expect(put).toMatchObject({ status: 403, body: problem('forbidden') });
  });
});

describe('the policy', () => {
  it('has a default for each key', async () => {
    const workspace = await newWorkspace();
    const { body } = await host.ask('owner', `GET ${workspace}/policy`);
    expect(body).toMatchObject({
      selfApproval: 'forbidden',
      quorum: 1,
      vetoRoles: [],
      slaLadder: [
        { afterSeconds: 86400, do: 'remind' },
        { afterSeconds: 259200, do: 'expire' },
      ],
      linkMaxRisk: 'medium',
      autoApproval: { enabled: false },
      concurrency: 10,
      applyApprovedRest: false,
    });
  });

  it('is replaced whole, and If-Match keeps one admin from undoing another', async () => {
    const workspace = await newWorkspace();
    const first = await host.ask('owner', `GET ${workspace}/policy`);
    const tag = first.headers.get('etag') ?? '';
    const put = await host.ask('owner', `PUT ${workspace}/policy`, {
      body: { quorum: 2 },
      headers: { 'if-match': tag },
    });
    expect(put).toMatchObject({ status: 200, body: { quorum: 2, linkMaxRisk: 'medium' } });
    const stale = await host.ask('owner', `PUT ${workspace}/policy`, {
      body: { quorum: 3 },
      headers: { 'if-match': tag },
    });
    expect(stale).toMatchObject({ status: 412, body: problem('precondition_failed') });
    expect((await host.ask('owner', `GET ${workspace}/policy`)).body.quorum).toBe(2);
  });

  it('answers 304 to who holds it already', async () => {
    const workspace = await newWorkspace();
    const tag = (await host.ask('owner', `GET ${workspace}/policy`)).headers.get('etag') ?? '';
    const again = await host.ask('owner', `GET ${workspace}/policy`, { headers: { 'if-none-match': `"x", W/${tag}` } });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(again.headers.get('etag')).toBe(tag);
  });
});

describe('G17 role × operation', () => {
  const people = ['owner', 'admin', 'reviewer', 'contributor', 'viewer', 'agent'] as const;
  const requests = {
    'GET ': people,
    'GET /members': people.slice(0, 5),
    'GET /policy': people.slice(0, 5),
    'PUT /members/someone': ['owner', 'admin'],
    'DELETE /members/nobody': ['owner', 'admin'],
    'PUT /policy': ['owner', 'admin'],
  } as const;
  let workspace: string;
  beforeAll(async () => {
    workspace = await newWorkspace();
    for (const person of people.slice(1)) {
      const body = { role: person === 'agent' ? 'admin' : person, kind: person === 'agent' ? 'agent' : 'person' };
      await host.ask('owner', `PUT ${workspace}/members/${person}`, { body });
    }
  });

  it.each(
    Object.entries(requests).flatMap(([request, allowed]) =>
      people.map((person) => [request, person, (allowed as readonly string[]).includes(person)] as const),
    ),
  )('%s by %s is allowed: %s', async (request, person, allowed) => {
    const [method = '', path = ''] = request.split(' ');
    const body = path === '/policy' && method === 'PUT' ? {} : { role: 'viewer' };
    const answer = await host.ask(person, `${method} ${workspace}${path}`, method === 'PUT' ? { body } : {});
    if (allowed) expect([200, 404]).toContain(answer.status);
    else expect(answer).toMatchObject({ status: 403, body: problem('forbidden') });
    if (path !== '/members/nobody' && allowed) expect(answer.status).toBe(200);
  });
});

describe('G18 the timeline', () => {
  it('tells of every change in the commit of the change', async () => {
    const workspace = await newWorkspace();
    await host.ask('owner', `PUT ${workspace}/members/viewer`, { body: { role: 'viewer' } });
    await host.ask('owner', `PUT ${workspace}/policy`, { body: {} });
    await host.ask('owner', `DELETE ${workspace}/members/viewer`);
    const pk = `W#${workspace.slice('/v1/workspaces/'.length)}`;
    const { rows } = await host.platform.table.query({ table: 'work', pk, sk: { prefix: 'evt#' } });
    expect(rows.map(({ type }) => type)).toEqual([
      'workspace.created',
      'member.changed',
      'policy.changed',
      'member.removed',
    ]);
  });
});
