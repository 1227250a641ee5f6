/** An update must find what the deployment before it has kept. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type StatefulResource, statefulResources } from '../support/aws/stateful.ts';
import { synthesize } from '../support/aws/synthesized.ts';

const file = 'test/infra/recorded/stateful.json';
const Resources = z.record(z.string(), z.object({ type: z.string(), fixed: z.record(z.string(), z.unknown()) }));
const recorded = z.object({ data: Resources, platform: Resources }).parse(JSON.parse(readFileSync(file, 'utf8')));
const { data, platform } = synthesize({ stage: 'development' });

describe.each([
  ['data', recorded.data, statefulResources(data)],
  ['platform', recorded.platform, statefulResources(platform)],
] as const)('the %s stack', (_, before, now) => {
  it('T16 updates in place whatever of an earlier deployment holds data, messages or waiting executions', () => {
    const kept = Object.fromEntries(Object.keys(before).map((id) => [id, now[id]]));
    expect(kept).toEqual(before);
  });

  it(`has nothing of that kind that ${file} does not know: what is new there is added by hand, nothing is taken out`, () => {
    const unknown: Record<string, StatefulResource> = Object.fromEntries(
      Object.entries(now).filter(([id]) => before[id] === undefined),
    );
    expect(unknown).toEqual({});
  });
});
