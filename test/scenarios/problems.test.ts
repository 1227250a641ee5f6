import { randomUUID } from 'node:crypto';
import {
  type Block,
  importDocuments,
  openScenes,
  type Problem,
  type Project,
  type Session,
  workToReview,
} from '../support/scenario/index.ts';

const scenes = openScenes(importDocuments);

const aBlock = () => ({ title: `Note ${randomUUID()}`, content: 'Some words.', type: 'knowledge' });

describe('the table of problems', () => {
  it('A1 every problem is application/problem+json with type, title, status, detail, code and a request id of its own', async () => {
    const { place } = scenes;
    const ids = new Set<string>();
    for (const ask of [
      () => place.as('viewer').get<Problem>(`${place.P}/blocks/nonsense`),
      () => place.as(undefined).get<Problem>(place.W),
    ]) {
      const answer = await ask();
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      for (const member of ['type', 'title', 'detail', 'code', 'requestId'] as const)
        expect(typeof answer.body[member]).toBe('string');
      expect(answer.body.status).toBe(answer.status);
      ids.add(answer.body.requestId);
    }
    expect(ids.size).toBe(2);
  });

  it('A1 what is not JSON, or not the JSON it should be, is malformed_request', async () => {
    const { place } = scenes;
    const bodies = [
      '{',
      'null garbage',
      '{"title":"a","title":"b"}',
      `${'['.repeat(40)}${']'.repeat(40)}`,
      '{"title":"\\ud800","content":"x","type":"x"}',
    ];
    for (const body of bodies) {
      const answer = await place.as('contributor').send('POST', `${place.P}/blocks`, { body });
      expect([body, answer.status, (answer.body as Problem).code]).toEqual([body, 400, 'malformed_request']);
    }
  });

  it('A1 what breaks the schema is invalid_request with a pointer to each mistake, unknown members included', async () => {
    const { place } = scenes;
    const answer = await place.as('contributor').post<Problem>(`${place.P}/blocks`, {
      ...aBlock(),
      title: '',
      colour: 'red',
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((answer.body.errors ?? []).map(({ pointer }) => pointer).sort()).toEqual(['/colour', '/title']);
    const query = await place.as('viewer').get<Problem>(`${place.P}/blocks?colour=red`);
    expect(query).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ pointer: '?colour' }] } });
  });

  it('A1 unknown members are refused in every body', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const { digest } = waiting.checkpoint;
    const bodies: readonly (readonly [person: 'owner' | 'contributor' | 'reviewer', path: string, body: object])[] = [
      ['owner', '/v1/workspaces', { name: 'x' }],
      ['owner', `${place.W}/projects`, { name: 'x' }],
      ['owner', `${place.P}/agents`, { name: 'x', type: 'research' }],
      ['contributor', `${place.P}/imports`, { documents: [{ path: 'x.md', content: '# X' }] }],
      ['contributor', `${place.P}/blocks`, aBlock()],
      ['contributor', `${place.P}/work-sessions`, { taskIntent: 'x', taskType: 'research', agentType: 'research' }],
      ['contributor', `${waiting.S}/cancel`, {}],
      ['reviewer', `${waiting.C}/approve`, { digest }],
      ['reviewer', `${waiting.C}/reject`, { digest, reason: 'x' }],
      ['reviewer', `${waiting.C}/request-changes`, { digest, feedback: 'x' }],
      ['reviewer', `${waiting.C}/review`, { digest, quality: 'rejected' }],
      ['reviewer', `${waiting.C}/comments`, { text: 'x' }],
    ];
    for (const [person, path, body] of bodies) {
      for (const extra of [{ decidedBy: 'owner' }, { workspaceId: 'wsp_1' }, { constructor: 1 }]) {
        const answer = await place.as(person).post<Problem>(path, { ...body, ...extra });
        expect([path, Object.keys(extra), answer.status]).toEqual([path, Object.keys(extra), 400]);
      }
    }
    expect((await place.as('viewer').read<{ status: string }>(waiting.C)).status).toBe('open');
  });

  it('A1 another method of a known path is method_not_allowed with Allow, and an unknown path is not_found', async () => {
    const { place } = scenes;
    const answer = await place.as('owner').send<Problem>('DELETE', `${place.P}/blocks`);
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect((answer.headers.get('allow') ?? '').split(/, */).sort()).toEqual(['GET', 'POST']);
    const nowhere = await place.as('owner').get<Problem>(`${place.P}/unicorns`);
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('A1 another method of a page is method_not_allowed as well, whoever asks', async () => {
    const anybody = scenes.place.as(undefined);
    for (const [path, allowed] of [
      ['/a/made-up', ['GET', 'HEAD', 'POST']],
      [`/w/${scenes.place.workspaceId}/projects`, ['GET', 'POST']],
    ] as const) {
      const answer = await anybody.send<Problem>('DELETE', path);
      expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
      expect((answer.headers.get('allow') ?? '').split(/, */).sort()).toEqual(allowed);
    }
  });

  it('A1 what is too large is 413, and what is not JSON by its own word is 415', async () => {
    const { place } = scenes;
    const large = JSON.stringify({ ...aBlock(), content: 'x'.repeat(1024 * 1024) });
    const tooLarge = await place.as('contributor').send('POST', `${place.P}/blocks`, { body: large });
    expect(tooLarge).toMatchObject({ status: 413, body: { code: 'too_large' } });
    const typed = await place.as('contributor').send('POST', `${place.P}/blocks`, {
      body: JSON.stringify(aBlock()),
      headers: { 'content-type': 'text/plain' },
    });
    expect(typed).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const content = await place
      .as('contributor')
      .post(`${place.P}/blocks`, { ...aBlock(), content: 'x'.repeat(256 * 1024 + 1) });
    expect(content).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('A1 a role that may not is told so before its body is judged', async () => {
    const { place } = scenes;
    const asked = [
      ['viewer', 'POST', `${place.P}/blocks`],
      ['viewer', 'POST', `${place.P}/work-sessions`],
      ['viewer', 'POST', `${place.P}/imports`],
      ['contributor', 'POST', `${place.P}/agents`],
      ['reviewer', 'PUT', `${place.W}/policy`],
      ['reviewer', 'GET', `${place.W}/outbox`],
      ['contributor', 'PUT', `${place.W}/members/viewer`],
      ['agent', 'POST', `${place.P}/imports`],
    ] as const;
    for (const [person, method, path] of asked) {
      const answer = await place
        .as(person)
        .send<Problem>(method, path, method === 'GET' ? {} : { body: { nonsense: true } });
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'forbidden']);
    }
  });
});

describe('Idempotency-Key', () => {
  it('I7 the same key and body give the same answer and one effect, also 20 times at once', async () => {
    const { place } = scenes;
    const key = { 'idempotency-key': randomUUID() };
    const body = aBlock();
    const send = () => place.as('contributor').post<Block>(`${place.P}/blocks`, body, key);
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const settled = await Promise.all(answers.map((answer) => (answer.status === 409 ? send() : answer)));
    for (const answer of settled) expect(answer.status).toBe(201);
    expect(new Set(settled.map(({ body: { id } }) => id)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(answer.body).toMatchObject({ code: 'idempotency_in_progress' });
    const found = await place.as('viewer').list<Block>(`${place.P}/blocks`);
    expect(found.filter(({ title }) => title === body.title)).toHaveLength(1);
  });

  it('I7 20 sessions requested with one key are one session that runs once', async () => {
    const { place } = scenes;
    const key = { 'idempotency-key': randomUUID() };
    const body = {
      taskIntent: `Once: when are refunds paid? ${randomUUID()}`,
      taskType: 'research',
      agentType: 'research',
      autoExecute: true,
    };
    const send = () => place.as('contributor').post<Session>(`${place.P}/work-sessions`, body, key);
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const settled = await Promise.all(answers.map((answer) => (answer.status === 409 ? send() : answer)));
    expect(new Set(settled.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
    const sessions = await place.as('viewer').list<Session>(`${place.P}/work-sessions`);
    expect(sessions.filter(({ taskIntent }) => taskIntent === body.taskIntent)).toHaveLength(1);
  });

  it('I7 the same key with another body, path or method of writing is 422; members in another order are the same body', async () => {
    const { place } = scenes;
    const key = { 'idempotency-key': randomUUID() };
    const body = aBlock();
    const first = await place.as('contributor').post<Block>(`${place.P}/blocks`, body, key);
    const other = await place.as('contributor').post(`${place.P}/blocks`, { ...body, content: 'Other words.' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const elsewhere = await place.as('contributor').post(`${place.P}/blocks/${first.body.id}/lock`, {}, key);
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const reordered = JSON.stringify({ type: body.type, content: body.content, title: body.title });
    const same = await place
      .as('contributor')
      .send<Block>('POST', `${place.P}/blocks`, { body: reordered, headers: key });
    expect([same.status, same.body.id]).toEqual([201, first.body.id]);
    expect(same.headers.get('location')).toBe(first.headers.get('location'));
  });

  it('I7 a key belongs to one person; a refused request uses none', async () => {
    const { place } = scenes;
    const key = { 'idempotency-key': randomUUID() };
    const refused = await place.as('contributor').post(`${place.P}/blocks`, { title: 'x' }, key);
    expect(refused.status).toBe(400);
    const mine = await place.as('contributor').post<Block>(`${place.P}/blocks`, aBlock(), key);
    const theirs = await place.as('reviewer').post<Block>(`${place.P}/blocks`, aBlock(), key);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(mine.body.id).not.toBe(theirs.body.id);
  });

  it('T4 keys of 1 and 255 characters are good; others are malformed_request', async () => {
    const { place } = scenes;
    const one = String.fromCharCode(33 + Math.floor(Math.random() * 90));
    for (const key of [one, randomUUID().padEnd(255, 'k')])
      expect(
        (await place.as('contributor').post(`${place.P}/blocks`, aBlock(), { 'idempotency-key': key })).status,
      ).toBe(201);
    for (const key of ['k'.repeat(256), 'a b', 'ä']) {
      const answer = await place.as('contributor').post(`${place.P}/blocks`, aBlock(), { 'idempotency-key': key });
      expect([key, answer.status, (answer.body as Problem).code]).toEqual([key, 400, 'malformed_request']);
    }
  });

  it('I7 a decision repeated with its key is answered as before', async () => {
    const { place } = scenes;
    const waiting = await workToReview(place);
    const key = { 'idempotency-key': randomUUID() };
    const send = () => place.as('reviewer').post(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest }, key);
    const first = await send();
    const second = await send();
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
  });
});

describe('ETag and If-Match', () => {
  it('A1 a PATCH with the ETag that was read goes through; with an older one it is precondition_failed and changes nothing', async () => {
    const { place } = scenes;
    const read = await place.as('contributor').get<Project>(place.P);
    const tag = read.headers.get('etag') ?? '';
    expect(tag).toMatch(/^(?:W\/)?".+"$/);
    const rename = (name: string, match: string) =>
      place.as('contributor').patch<Project>(place.P, { name }, { 'if-match': match });
    expect(await rename('Handbook, second', tag)).toMatchObject({ status: 200, body: { name: 'Handbook, second' } });
    expect(await rename('Handbook, third', tag)).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    const after = await place.as('contributor').get<Project>(place.P, { 'if-none-match': tag });
    expect(after).toMatchObject({ status: 200, body: { name: 'Handbook, second' } });
  });

  it('A1 of two PATCHes with the same ETag at once one goes through', async () => {
    const { place } = scenes;
    const agent = await place
      .as('admin')
      .make<{ id: string }>(`${place.P}/agents`, { name: 'A', type: 'content', isActive: false });
    const path = `${place.P}/agents/${agent.id}`;
    const tag = (await place.as('admin').get(path)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['B', 'C', 'D'].map((name) => place.as('admin').patch(path, { name }, { 'if-match': tag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });
});
