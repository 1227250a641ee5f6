import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { hostSettings } from '../../../infra/local/host-settings.ts';
import { startTestHost, type TestHost } from '../../support/embedded-host.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';

const folders = [temporaryFolder(), temporaryFolder()] as const;
const running: TestHost[] = [];
const start = async (options: Parameters<typeof startTestHost>[0] = {}): Promise<TestHost> => {
  const host = await startTestHost(options);
  running.push(host);
  return host;
};
afterEach(async () => {
  for (const host of running.splice(0)) await host.stop();
});

describe('the embedded host', () => {
  it('I6 keeps what it acknowledged over a stop and a start', async () => {
    const dataFolder = folders[0];
    const first = await startTestHost({ dataFolder });
    const created = await first.ask('owner', 'POST /v1/workspaces', { body: { name: 'Kept' } });
    await first.stop();
    const second = await start({ dataFolder });
    const read = await second.ask('owner', `GET /v1/workspaces/${created.body.id}`);
    expect(read.body).toEqual(created.body);
  });

  it('I6 answers nothing that is not on its disk', async () => {
    const host = await startTestHost();
    // The log is gone before it was ever synced, as on a disk that is taken away.
    rmSync(join(host.dataFolder, 'countersign.sqlite-wal'));
    const answer = await host.ask('owner', 'POST /v1/workspaces', { body: { name: 'Lost' } });
    expect(answer.status).toBe(500);
    expect(answer.text).toBe('');
    await host.stop();
  });

  it('listens on loopback only', async () => {
    const host = await start();
    expect(new URL(host.url).hostname).toBe('127.0.0.1');
    const elsewhere = await new Promise((resolve) => {
      const socket = connect(Number(new URL(host.url).port), '127.0.0.2');
      socket.on('connect', () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(elsewhere).toBe('refused');
  });

  it('says so when its data folder is in use', async () => {
    const dataFolder = folders[1];
    await start({ dataFolder });
    await expect(startTestHost({ dataFolder })).rejects.toThrow(/in use/);
  });

  it('says so when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startTestHost({ port })).rejects.toThrow(/EADDRINUSE/);
    other.close();
  });

  it('is ready when its example is there', async () => {
    const host = await start({ empty: false });
    expect((await host.ask(undefined, 'GET /ready')).status).toBe(200);
    expect((await host.ask('reviewer', 'GET /v1/me')).body.memberships).toHaveLength(1);
    expect((await host.ask('outsider', 'GET /v1/me')).body.memberships).toEqual([]);
  });

  it('G18 puts events on the timelines of their workspace', async () => {
    const host = await start();
    const { body } = await host.ask('owner', 'POST /v1/workspaces', { body: { name: 'Told' } });
    const timeline = async () => {
      const { rows } = await host.platform.table.query({ table: 'work', pk: `W#${body.id}#timeline` });
      return rows.map(({ type }) => type);
    };
    let seen: unknown[] = [];
    await until('the event is on the timeline', () => {
      void timeline().then((types) => {
        seen = types;
      });
      return seen.length > 0;
    });
    expect(seen).toEqual(['workspace.created']);
  });

  it('ends in good order while callers are connected', async () => {
    const host = await startTestHost();
    await host.ask('owner', 'GET /v1/me');
    await host.stop();
    await expect(fetch(`${host.url}/health`)).rejects.toThrow();
  });
});

describe('signed files', () => {
  const signed = async (host: TestHost) =>
    host.platform.blobs.signedUrl('wsp_x', await host.platform.blobs.put('wsp_x', '<script>alert(1)</script>'), {
      fileName: 'Report „1“.html',
      contentType: 'text/html',
      expiresInSeconds: 60,
    });

  it('are downloads, never pages of this host', async () => {
    const host = await start();
    const answer = await fetch(await signed(host));
    expect(await answer.text()).toBe('<script>alert(1)</script>');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('are refused when the address was changed, and gone when it has expired', async () => {
    const host = await start();
    const address = await signed(host);
    expect((await fetch(address.replace(/[0-9a-f]{4}\?/, '0000?'))).status).toBe(404);
    expect((await fetch(address.replace('text%2Fhtml', 'text%2Fplain'))).status).toBe(404);
    await host.ask(undefined, 'POST /test/clock', { body: { advanceSeconds: 61 } });
    expect((await fetch(address)).status).toBe(410);
  });
});

describe('POST /test/clock', () => {
  it('moves the time of the whole host', async () => {
    const host = await start();
    const before = host.platform.clock.now();
    const moved = await host.ask(undefined, 'POST /test/clock', { body: { advanceSeconds: 3600 } });
    expect(moved.status).toBe(200);
    expect(Date.parse(moved.body.now)).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(host.platform.clock.now()).toBeGreaterThanOrEqual(before + 3_600_000);
  });

  it.each([
    [{ advanceSeconds: -1 }],
    [{ advanceSeconds: '1' }],
    [{}],
    [{ advanceSeconds: 1, now: 1 }],
    [{ advanceSeconds: 1e12 }],
  ])('refuses %j', async (body) => {
    const host = await start();
    expect(await host.ask(undefined, 'POST /test/clock', { body })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it('is not there in production', async () => {
    const host = await start({ stage: 'production' });
    expect((await host.ask(undefined, 'POST /test/clock', { body: { advanceSeconds: 1 } })).status).toBe(404);
  });
});

describe('rate limits', () => {
  it('are off unless asked for, and then say when to come back', async () => {
    const host = await start({ rateLimits: true });
    const answers = await Promise.all(Array.from({ length: 900 }, () => host.ask('owner', 'GET /v1/me')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await host.ask('viewer', 'GET /v1/me')).status).toBe(200);
  });
});

describe('the settings of the host', () => {
  it('have their defaults, also where a variable is empty', () => {
    const unset = hostSettings({}, []);
    expect(unset).toMatchObject({
      port: 4400,
      dataFolder: '.countersign',
      stage: 'development',
      rateLimits: false,
      empty: false,
    });
    const empty = hostSettings(
      { PORT: '', COUNTERSIGN_DATA: '', COUNTERSIGN_STAGE: '', COUNTERSIGN_RATE_LIMITS: '' },
      [],
    );
    expect({ ...empty, environment: {} }).toEqual({ ...unset, environment: {} });
  });

  it('are what the environment and the flags say', () => {
    const environment = {
      PORT: '5000',
      COUNTERSIGN_DATA: '/data',
      COUNTERSIGN_STAGE: 'test',
      COUNTERSIGN_RATE_LIMITS: 'on',
    };
    expect(hostSettings(environment, ['--empty'])).toMatchObject({
      port: 5000,
      dataFolder: '/data',
      stage: 'test',
      rateLimits: true,
      empty: true,
    });
  });

  it.each([
    [{ PORT: 'x' }, [], /PORT/],
    [{ PORT: '70000' }, [], /PORT/],
    [{ COUNTERSIGN_STAGE: 'prod' }, [], /COUNTERSIGN_STAGE/],
    [{ COUNTERSIGN_RATE_LIMITS: 'yes' }, [], /COUNTERSIGN_RATE_LIMITS/],
    [{}, ['--emtpy'], /--emtpy/],
  ])('%j %j are refused by name', (environment, flags, message) => {
    expect(() => hostSettings(environment, flags)).toThrow(message);
  });
});
