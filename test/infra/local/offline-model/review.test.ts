import { type Connection, connect } from './connection.ts';
import { ask, type Call, knowledge, type Reply, requestFor, sentBack } from './prompt-fixture.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});
afterAll(() => connection.server.close());

const contentOf = (call: Call | undefined) => String(call?.input.content);

describe('a plan', () => {
  const request = requestFor({ intent: 'Research onboarding and pricing', strategy: 'checkpoint_required' });

  it('S6 is asked for first, and names artifacts and passages', async () => {
    const { calls } = await ask(connection.model, request);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ name: 'request_checkpoint', input: { checkpointType: 'plan_approval' } });
    expect(contentOf(calls[0])).toContain('2 block proposals');
    expect(contentOf(calls[0])).toContain('`blk_pricing`');
  });

  it('S8 is carried out after the approval', async () => {
    const plan = await ask(connection.model, request);
    const { calls } = await ask(connection.model, plan.followedBy('<decision checkpoint="chk_1" outcome="approved"/>'));
    expect(calls.map((call) => call.name)).toEqual(['propose_block', 'propose_block', 'finish']);
  });

  it('is revised after feedback, and the work follows the words', async () => {
    const plan = await ask(connection.model, request);
    const words = '<feedback checkpoint="chk_1" from="Rita">Leave out the Old deck, please.</feedback>';
    const revised = await ask(connection.model, plan.followedBy(words));
    expect(revised.calls.map((call) => call.name)).toEqual(['request_checkpoint']);
    expect(contentOf(revised.calls[0])).toContain('without anything from “Old deck”');
    expect(contentOf(revised.calls[0])).not.toContain('`blk_old`');
    const { calls } = await ask(
      connection.model,
      revised.followedBy('<decision checkpoint="chk_2" outcome="approved"/>'),
    );
    expect(JSON.stringify(calls)).not.toContain('blk_old');
  });

  it('differs from the former also when the words cannot be followed', async () => {
    const plan = await ask(connection.model, request);
    const revised = await ask(
      connection.model,
      plan.followedBy('<feedback checkpoint="chk_1" from="Rita">Hm.</feedback>'),
    );
    expect(contentOf(revised.calls[0])).not.toBe(contentOf(plan.calls[0]));
  });

  it('heeds a comment that came with the approval', async () => {
    const plan = await ask(connection.model, request);
    const words =
      '<decision checkpoint="chk_1" outcome="approved"/>\n<comment from="Rita">Focus on contracts</comment>';
    const { calls } = await ask(connection.model, plan.followedBy(words));
    expect(calls.some((call) => contentOf(call).includes('Annual contracts are common'))).toBe(true);
  });
});

describe('an artifact that was sent back', () => {
  let proposed: Reply;
  beforeAll(async () => {
    proposed = await ask(connection.model, requestFor({ intent: 'Research pricing' }));
  });
  const revise = async (words: string) => {
    const call = proposed.calls[0];
    if (call === undefined) throw new Error('nothing was proposed');
    const reply = await ask(connection.model, proposed.followedBy(sentBack(words, call, 'block_proposal')));
    expect(reply.calls.map((one) => one.name)).toEqual(['propose_block', 'finish']);
    expect(reply.calls[0]?.input.revises).toBe('art_1');
    expect(contentOf(reply.calls[0])).not.toBe(contentOf(call));
    return {
      before: contentOf(call),
      after: contentOf(reply.calls[0]),
      reasoning: String(reply.calls[0]?.input.reasoning),
    };
  };

  it.each(['Make it shorter.', 'too long', 'Please be more concise'])('G8 gets shorter after “%s”', async (words) => {
    const { before, after, reasoning } = await revise(words);
    expect(after.length).toBeLessThan(before.length);
    expect(reasoning).toContain('Revised as the review asked: shorter');
  });

  it.each([
    ['Please focus on contracts', 'Annual contracts are common'],
    ['Say more about refunds.', 'Refunds are paid within 14 days.'],
    ['Mention "guided tours" as well', 'Guided tours help small teams'],
  ])('G8 names the topic after “%s”', async (words, quote) => {
    const { before, after } = await revise(words);
    expect(before).not.toContain(quote);
    expect(after).toContain(quote);
  });

  it('G8 says that a topic is not in the bundle', async () => {
    const { after } = await revise('Add something about zebras');
    expect(after).toContain('Asked for, but nowhere in the bundle: zebras.');
  });

  it.each(['Do it without the Old deck', 'Exclude blk_old', 'not from "Old deck"', "Don't quote Old deck."])(
    'G8 leaves a source out after “%s”',
    async (words) => {
      const { before, after, reasoning } = await revise(words);
      expect(before).toContain('blk_old');
      expect(after).not.toContain('blk_old');
      expect(reasoning).toContain('without anything from “Old deck”');
    },
  );

  it('does several things at once', async () => {
    const { before, after } = await revise('Mention refunds, exclude Old deck, and make it shorter.');
    expect(after).toContain('Refunds are paid');
    expect(after).not.toContain('blk_old');
    expect(after.length).toBeLessThan(before.length);
  });

  it('does an edit that the words spell out', async () => {
    const { before, after } = await revise('Replace "49 euros" with "EUR 49"');
    expect(after).toBe(before.replaceAll('49 euros', 'EUR 49'));
  });

  it.each(['I do not like it.', '', '🤷'])('differs and says what it can follow after “%s”', async (words) => {
    const { reasoning } = await revise(words);
    expect(reasoning).toMatch(/of such words this model follows|Sent back without words/);
  });

  it('differs in every round of the same words', async () => {
    let reply = proposed;
    const seen = new Set<string>();
    for (let round = 1; round <= 5; round += 1) {
      const call = reply.calls[0];
      if (call === undefined) throw new Error('nothing was proposed');
      const before = contentOf(call);
      reply = await ask(connection.model, reply.followedBy(sentBack('shorter', call, 'block_proposal')));
      expect(contentOf(reply.calls[0])).not.toBe(before);
      seen.add(before);
    }
    expect(seen.size).toBe(5);
  });
});

describe('each type of artifact', () => {
  it.each([
    ['synthesis', 'block_proposal', 'propose_block'],
    ['composition', 'document_creation', 'create_document'],
    ['analysis', 'insight', 'record_insight'],
    ['update', 'block_update', 'propose_block_update'],
  ])('of %s is revised with its own tool, and shorter when asked', async (type, artifactType, tool) => {
    const request = requestFor({ intent: 'pricing', type, targets: type === 'update' ? ['blk_pricing'] : [] });
    const first = await ask(connection.model, request);
    const call = first.calls[0];
    if (call === undefined) throw new Error('nothing was proposed');
    const target = type === 'update' ? 'blk_pricing' : undefined;
    const { calls } = await ask(
      connection.model,
      first.followedBy(sentBack('Make it shorter', call, artifactType, target)),
    );
    expect(calls[0]).toMatchObject({ name: tool, input: { revises: 'art_1', title: call.input.title } });
    expect(contentOf(calls[0]).length).toBeLessThan(contentOf(call).length);
    if (type === 'update') expect(contentOf(calls[0])).not.toBe(knowledge[0]?.content);
  });
});

describe('when nothing was sent back', () => {
  it('finishes after its proposals were taken', async () => {
    const first = await ask(connection.model, requestFor({ intent: 'Research pricing' }));
    const { calls } = await ask(
      connection.model,
      first.followedBy('<decision checkpoint="chk_1" outcome="approved"/>'),
    );
    expect(calls.map((call) => call.name)).toEqual(['finish']);
  });

  it('finishes instead of repeating calls that were refused', async () => {
    const first = await ask(connection.model, requestFor({ intent: 'Research pricing' }));
    const request = first.followedBy('<comment from="Rita">?</comment>');
    const refused = JSON.parse(
      JSON.stringify(request).replaceAll('"content":"ok"', '"content":"no","is_error":true'),
    ) as typeof request;
    const { calls } = await ask(connection.model, refused);
    expect(calls.map((call) => call.name)).toEqual(['finish']);
    expect(calls[0]?.input.summary).toContain('2 of my calls were refused');
  });
});
