// `npm run sim:kill -- --rounds 200 --seed 1`: kill -9 of the real process under load, as often as asked; says what was lost.
// Exit code 0: nothing; 1: something, which is printed.
import { parseArgs } from 'node:util';
import { runKillRounds } from './kill-rounds/rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);
const began = performance.now();
const report = await runKillRounds({ kills: Number(values.rounds), seed, tell: (line) => console.log(line) });
const seconds = ((performance.now() - began) / 1000).toFixed(0);
/** With no failure in n independent runs the rate is below 3/n with 95 % confidence. */
const bound = (3 / report.kills) * 100;
console.log(
  `seed ${seed}: ${report.kills} kills in ${seconds} s, ${report.cycles} cycles, ${report.sessions} sessions, ` +
    `${report.decisions} decisions, ${report.mails} mails, ${report.acknowledged} acknowledgements read again`,
);
for (const [event, times] of report.errors) console.log(`  logged ${times} × ${event}`);
for (const flaw of report.flaws) console.log(`  ${flaw}`);
console.log(
  report.flaws.length === 0
    ? `0 flaws: at most ${bound.toFixed(2)} % of kills lose or double something (95 %)`
    : `${report.flaws.length} flaws`,
);
process.exitCode = report.flaws.length === 0 ? 0 : 1;
