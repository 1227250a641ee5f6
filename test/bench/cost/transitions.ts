/** How many states an execution entered, from the tasks that ran: between two of them the definition leaves one shortest way. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Arguments?: unknown;
}
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** AWS counts the start and the end as steps too. */
const startAndEnd = 2;
const maxStates = 100;

/** @param tasks the functions that ran, in order, by the names that the definition gives them: `stageBundle` */
export function transitionsOf(definition: Definition, tasks: readonly string[]): number {
  let entered = [definition.StartAt];
  let count = 0;
  for (const task of tasks) {
    const found = reach(definition, entered, (state) => JSON.stringify(state.Arguments ?? '').includes(`\${${task}}`));
    count += found.steps;
    entered = nextOf(definition.States[found.name]);
  }
  const isEnd = entered.length === 0;
  return count + (isEnd ? 0 : reach(definition, entered, (state) => nextOf(state).length === 0).steps) + startAndEnd;
}

const nextOf = (state: State | undefined): string[] =>
  [state?.Next, state?.Default, ...(state?.Choices ?? []).map(({ Next }) => Next)].filter((name) => name !== undefined);

/** Breadth first, over states that run no function. */
function reach(definition: Definition, from: readonly string[], isThere: (state: State) => boolean) {
  let names = from;
  for (let steps = 1; steps <= maxStates; steps += 1) {
    const states = names.map((name) => ({ name, state: definition.States[name] }));
    const found = states.find(({ state }) => state !== undefined && isThere(state));
    if (found !== undefined) return { name: found.name, steps };
    names = states.flatMap(({ state }) => (state?.Type === 'Task' ? [] : nextOf(state)));
  }
  throw new Error('the definition has no way to a task that ran');
}
