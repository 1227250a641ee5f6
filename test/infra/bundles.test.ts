import { readFileSync } from 'node:fs';
import { type LambdaBundle, limitOf, makeBundles } from '../support/lambda-bundles.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
/** Making them all takes two seconds of a machine that does nothing else. */
const makingLimitMs = 120_000;

describe.each(['anthropic', 'bedrock'] as const)('the bundles of a deployment whose model is at %s', (provider) => {
  let bundles: readonly LambdaBundle[];
  beforeAll(() => {
    bundles = makeBundles(`${folder}/${provider}`, provider);
  }, makingLimitMs);

  it('are all within their limits', () => {
    expect(bundles.length).toBeGreaterThan(20);
    expect(bundles.filter(({ name, kilobytes }) => kilobytes > limitOf(name))).toEqual([]);
  });

  it('hold no client of AWS, which is asked without one', () => {
    const withClients = bundles.filter(({ weights }) => weights.some(([part]) => part.startsWith('@aws-sdk/client-')));
    // Bedrock's own SDK reads streamed answers with one.
    expect(withClients.map(({ name }) => name)).toEqual(provider === 'bedrock' ? ['workflow/run-agent'] : []);
  });

  it('import node:http nowhere, which would load another client with each cold start', () => {
    const importing = bundles.filter(({ file }) => /from"(?:node:)?http"/.test(readFileSync(file, 'utf8')));
    // What builds mails can fetch attachments.
    expect(importing.map(({ name }) => name)).toEqual(['events/send-mail']);
  });
});
