/** The one function behind every task of the definition cases: does what their controller says. */
import type { TaskEvent, TaskOrder } from '../referees/scripted-tasks.ts';

/** @throws Error under the name that the controller says */
export async function handler(event: TaskEvent): Promise<unknown> {
  const answer = await fetch(event.controller, { method: 'POST', body: JSON.stringify(event) });
  const order: TaskOrder = JSON.parse(await answer.text());
  console.log(JSON.stringify({ event: 'scripted.task', controller: event.controller }));
  if ('returns' in order) return order.returns;
  const error = new Error(order.message);
  error.name = order.throws;
  throw error;
}
