export { listPrices, ModelPrice, PriceTable } from './prices.ts';
export type { AgentPorts, RunTarget } from './run.ts';
export { longestCallMs, runAgent } from './run-agent.ts';
export { type AgentFailure, agentFailures, type RunOutcome } from './schema.ts';
export { listTurns } from './turns-view.ts';
