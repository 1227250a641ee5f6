import { join } from 'node:path';
import {
  type LocalPlatform,
  type LocalPlatformOptions,
  openLocalPlatform,
  platform,
} from '../../../../lib/platform/local/index.ts';
import { sampleMail } from '../../../contract/mailer-contract.ts';
import { startScriptedService } from '../../../support/scripted-service.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const opened: LocalPlatform[] = [];
afterEach(async () => {
  for (const host of opened.splice(0)) await host.close();
});

const definition = { StartAt: 'End', States: { End: { Type: 'Pass', End: true } }, QueryLanguage: 'JSONata' };

async function open(name: string, changes: Partial<LocalPlatformOptions> = {}): Promise<LocalPlatform> {
  const host = await openLocalPlatform({
    dataFolder: join(folder, name),
    environment: {},
    definitions: { session: definition },
    tasks: {},
    publicUrl: 'http://localhost:4400',
    writeLog: () => undefined,
    ...changes,
  });
  opened.push(host);
  return host;
}

async function closeAll(): Promise<void> {
  for (const host of opened.splice(0)) await host.close();
}

describe('the platform of the embedded host', () => {
  it('is what platform() answers from its opening to its closing', async () => {
    expect(() => platform()).toThrow('The platform is not open.');
    const host = await open('current');
    expect(platform()).toBe(host);

    await closeAll();

    expect(() => platform()).toThrow('The platform is not open.');
  });

  it('finds everything again in its folder', async () => {
    const before = await open('kept');
    const digest = await before.blobs.put('wsp_1', 'kept');
    await before.table.commit([{ kind: 'put', table: 'work', row: { pk: 'W#1', sk: 'a', value: 1 } }]);
    await before.mailer.send(sampleMail('mai_kept'));
    const linkKey = await before.secrets.get('link-key');
    const address = await before.blobs.signedUrl('wsp_1', digest, {
      fileName: 'a.txt',
      contentType: 'text/plain',
      expiresInSeconds: 60,
    });
    await closeAll();

    const after = await open('kept');

    expect(Buffer.from(await after.blobs.get('wsp_1', digest)).toString()).toBe('kept');
    expect(await after.table.get('work', { pk: 'W#1', sk: 'a' })).toMatchObject({ value: 1 });
    expect(await after.mailer.sent('mai_kept')).toBeDefined();
    expect(await after.secrets.get('link-key')).toBe(linkKey);
    expect(await after.files.verify(new URL(address))).toMatchObject({ outcome: 'valid', digest });
  });

  it('keeps a moved clock moved after a restart, on a stage with a test clock only', async () => {
    const before = await open('moved', { testClock: true });
    await before.testClock?.advance(3_600);
    await closeAll();

    const after = await open('moved', { testClock: true });
    expect(after.clock.now() - Date.now()).toBeGreaterThan(3_590_000);
    await closeAll();

    const still = await open('moved');
    expect(still.testClock).toBeUndefined();
    expect(still.clock.now() - Date.now()).toBeLessThan(10_000);
  });

  it('refuses a folder that is in use', async () => {
    await open('locked');

    await expect(open('locked')).rejects.toThrow('in use');
  });

  it('says that no model is named when there is none', async () => {
    const host = await open('no-model');

    expect(await host.model.turn(turn)).toMatchObject({ outcome: 'refused_request', status: 401 });
  });

  it('asks the offline model as long as the environment names no other', async () => {
    const services = [await startScriptedService(), await startScriptedService()] as const;
    for (const service of services) service.answer({ status: 200, headers: json, body: modelAnswer });
    const [offline, named] = services.map((service) => service.endpoint);

    const unnamed = await open('offline', {
      ...(offline && { offlineModel: { baseUrl: offline } }),
      environment: { MODEL_BASE_URL: '' },
    });
    expect(await unnamed.model.turn(turn)).toMatchObject({ outcome: 'answered' });
    expect(services.map((service) => service.requests.length)).toEqual([1, 0]);

    const other = await open('named', {
      ...(offline && { offlineModel: { baseUrl: offline } }),
      environment: { MODEL_BASE_URL: named },
    });
    expect(await other.model.turn(turn)).toMatchObject({ outcome: 'answered' });
    expect(services.map((service) => service.requests.length)).toEqual([1, 1]);
    for (const service of services) service.close();
  });
});

const turn = {
  model: 'm',
  system: [],
  messages: [{ role: 'user', content: 'Hello' }],
  tools: [],
  maxTokens: 1,
} as const;
const json = { 'content-type': 'application/json' };
const modelAnswer = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
});
