/** The model that all of them ask, in a process of its own: three proposals, then the end. Prints its address. */
import { calls, startScriptedModel } from '../../support/scripted-model.ts';

const artifacts = 3;
const model = await startScriptedModel(({ text }, number) =>
  text.includes('"tool_result"')
    ? calls([{ id: `toolu_${number}`, name: 'finish', input: { summary: 'Three facts, for review.' } }])
    : calls(
        Array.from({ length: artifacts }, (_, index) => ({
          id: `toolu_${number}_${index}`,
          name: 'propose_block',
          input: {
            title: `Fact ${number}.${index}`,
            content: `Customers may return goods within ${14 + index} days of delivery. `.repeat(5),
            confidence: 0.9,
            reasoning: 'The handbook says so.',
            sources: [],
          },
        })),
      ),
);
console.log(model.url);
