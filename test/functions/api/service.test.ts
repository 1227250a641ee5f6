import type { Route } from '../../../functions/api/route.ts';
import { routes } from '../../../functions/api/routes.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

describe('GET /health and /ready', () => {
  it('need no token', async () => {
    expect(await host.ask(undefined, 'GET /health')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await host.ask(undefined, 'GET /ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });
});

describe('A1 GET /openapi.json', () => {
  const every = Object.entries<Route>(routes);

  it('describes every route of the table, and nothing else', async () => {
    const { body } = await host.ask(undefined, 'GET /openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const described = Object.entries<Record<string, { operationId: string }>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(every.map(([name, { method, path }]) => `${name}: ${method} ${path}`).sort());
  });

  it('documents what each operation can refuse', async () => {
    const { body } = await host.ask(undefined, 'GET /openapi.json');
    for (const [name, route] of every) {
      const { responses, security } = body.paths[route.path][route.method.toLowerCase()];
      const statuses = Object.keys(responses);
      expect([name, statuses]).toEqual([name, expect.arrayContaining(['400', '500', '503'])]);
      if (route.operation === 'public') expect(security).toEqual([]);
      else expect(statuses).toEqual(expect.arrayContaining(['401', '429']));
      if (route.path.includes('{')) expect(statuses).toContain('404');
      if (route.body !== undefined) expect(statuses).toEqual(expect.arrayContaining(['413', '415']));
      if (route.problems !== undefined)
        expect(statuses.some((status) => ['403', '409', '410'].includes(status))).toBe(true);
    }
  });

  it('points only at schemas that it holds', async () => {
    const { text, body } = await host.ask(undefined, 'GET /openapi.json');
    const references = new Set(text.match(/#\/components\/schemas\/[\w]+/g));
    for (const reference of references) {
      expect(Object.keys(body.components.schemas)).toContain(reference.slice('#/components/schemas/'.length));
    }
  });

  it('gives examples that their own schemas take', async () => {
    const { bodyExamples } = await import('../../../functions/api/openapi/examples.ts');
    for (const [name, example] of Object.entries(bodyExamples)) {
      const route = every.find(([known]) => known === name)?.[1];
      expect([name, route?.body?.safeParse(example).success]).toEqual([name, true]);
    }
  });
});

describe('A1 GET /docs', () => {
  it('shows every operation, without anything inline', async () => {
    const { status, text, headers } = await host.ask(undefined, 'GET /docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    for (const name of Object.keys(routes)) expect(text).toContain(`id="${name}"`);
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=/i);
  });

  it('links only to what is on the page or on this host', async () => {
    const { text } = await host.ask(undefined, 'GET /docs');
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target = ''] of text.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, path] of text.matchAll(/(?:href|src)="(\/[^"]+)"/g)) {
      expect((await host.ask(undefined, `GET ${path}`)).status).toBe(200);
    }
  });
});
