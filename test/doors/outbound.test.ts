/** The product asks nobody that its deployment did not name: nothing that people, agents or tokens say leads it anywhere (T9). */
import { createServer, type Server } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Place, workToReview } from '../support/scenario/index.ts';
import { calls } from '../support/scripted-model.ts';
import { sourceFiles } from '../support/source-files.ts';
import { see } from './link-holder.ts';
import { targets } from './outbound-targets.ts';
import { type ScriptedHost, startScriptedHost } from './scripted-host.ts';

const patienceMs = 60_000;

let scripted: ScriptedHost;
let place: Place;
/** Listens on every address of this machine that the targets name, and counts. */
let sink: Server;
let connections = 0;
let addresses: readonly string[];

beforeAll(async () => {
  sink = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const bound = sink.address();
  addresses = targets(bound === null || typeof bound === 'string' ? 0 : bound.port);
  scripted = await startScriptedHost(() =>
    calls([
      {
        id: 'toolu_1',
        name: 'propose_block',
        input: {
          title: addresses[0] ?? '',
          content: addresses.map((address) => `[x](${address}) ![x](${address})`).join('\n\n'),
          confidence: 0.9,
          reasoning: addresses.join(' ').slice(0, 4_000),
          sources: addresses.slice(0, 50).map((url) => ({ url, title: url })),
        },
      },
      { id: 'toolu_2', name: 'finish', input: { summary: 'Done.' } },
    ]),
  );
  place = await scripted.newPlace();
}, patienceMs);
afterAll(async () => {
  sink.close();
  await scripted.stop();
});

describe('what the product is told', () => {
  it('T9 would be noticed if it were followed', async () => {
    await fetch(addresses[0] ?? '').catch(() => undefined);
    expect(connections).toBe(1);
    connections = 0;
    expect(new Set(addresses).size).toBeGreaterThanOrEqual(120);
  });

  it(
    'T9 by people and agents is kept and shown, and followed nowhere',
    async () => {
      const owner = place.as('owner');
      const documents = addresses.map((address, number) => ({
        path: `${number}.md`,
        content: `# Page ${number}\n\n![x](${address}) <${address}> [x]: ${address}`,
      }));
      await owner.make(`${place.P}/imports`, { documents });
      for (const address of addresses) {
        await owner.make(`${place.P}/blocks`, { title: address, content: address, type: 'link' });
        const agent = { name: address, type: 'content', isActive: false, instructions: address };
        await owner.make(`${place.P}/agents`, {
          ...agent,
          config: { customParams: { webhook: address, baseUrl: address } },
        });
      }
      const waiting = await workToReview(place, { taskIntent: `Read ${addresses.join(' ')}`.slice(0, 9_000) });
      await place.as('reviewer').make(`${waiting.C}/comments`, { text: addresses.slice(0, 40).join(' ') });
      await place
        .as('reviewer')
        .make(`${waiting.C}/approve`, { digest: waiting.checkpoint.digest, feedback: addresses[0] });
      expect(waiting.artifacts).toHaveLength(1);
      expect(connections).toBe(0);
    },
    patienceMs,
  );

  it(
    'T9 by a token about who made it and where its keys are leads nowhere, and opens nothing',
    async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      const jwk = await exportJWK(publicKey);
      for (const address of addresses) {
        const header = { alg: 'ES256', kid: address, jku: address, x5u: address, jwk };
        const token = await new SignJWT({ sub: 'owner' })
          .setProtectedHeader(header)
          .setIssuer(address)
          .setExpirationTime('1 hour')
          .sign(privateKey);
        const { status } = await see(`${scripted.host.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
        expect([address, status]).toEqual([address, 401]);
      }
      expect(connections).toBe(0);
    },
    patienceMs,
  );

  it('T9 by an address about where to go after signing in stays on this host', async () => {
    for (const address of addresses) {
      const { headers } = await see(`${scripted.host.url}/sign-in?return=${encodeURIComponent(address)}`);
      expect(new URL(headers.location ?? '', scripted.host.url).origin).toBe(scripted.host.url);
    }
  });
});

describe('the code', () => {
  it('T9 that can reach a network is known by name, and goes where its deployment says', () => {
    const reaches =
      /(?<![.\w])fetch\(|createRemoteJWKSet\(|oidc\.(?:discovery|authorizationCodeGrant|fetchUserInfo)\(|https?\.request\(|\b(?:net|tls)\.connect\(|new WebSocket\(|from 'node:(?:net|tls|http2|https|dgram|dns)/;
    const found = sourceFiles('lib', 'functions', 'infra')
      .filter(({ path, text }) => reaches.test(text) && !path.includes('/assets/'))
      .map(({ path }) => path);
    expect(found.sort()).toEqual([
      // In the browser: a reader's own calls of the interface.
      'functions/api/docs/script.ts',
      // The issuer that the deployment trusts.
      'functions/console/oidc-client.ts',
      'functions/middleware/trusted-issuer.ts',
      // The embedded host's listener, and the command that imports a folder into a host.
      'infra/local/http-server.ts',
      'infra/local/import-folder/import-folder.ts',
      // AWS, at the endpoints of the deployment's region.
      'lib/platform/aws/wire/exchange.ts',
    ]);
  });
});
