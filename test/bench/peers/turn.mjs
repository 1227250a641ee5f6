// One turn of the agent over the Messages API: what is asked, and what the answer comes to.
const system = Array.from(
  { length: 12 },
  (_, index) =>
    `## Topic ${index}\n\n${`Pricing, refunds and support in region ${index} follow the handbook. `.repeat(6)}`,
).join('\n\n');
const tools = ['propose_block', 'finish'].map((name) => ({
  name,
  description: name === 'finish' ? 'The work is done.' : 'Proposes a block of knowledge.',
  input_schema: { type: 'object' },
}));

/** @returns the conversation with the model's answer (and the results of its tools), what it proposed, and whether it is done */
export async function takeTurn(modelUrl, messages) {
  const response = await fetch(`${modelUrl}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': 'none' },
    body: JSON.stringify({ model: 'scripted-1', max_tokens: 4096, system, tools, messages }),
  });
  if (!response.ok) throw new Error(`the model answered ${response.status}`);
  const { content } = await response.json();
  const used = content.filter((block) => block.type === 'tool_use');
  const results = used.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'noted' }));
  return {
    messages: [...messages, { role: 'assistant', content }, { role: 'user', content: results }],
    proposed: used.filter(({ name }) => name === 'propose_block').map(({ input }) => input),
    done: used.some(({ name }) => name === 'finish'),
  };
}

export const firstMessage = (intent) => [{ role: 'user', content: intent }];
