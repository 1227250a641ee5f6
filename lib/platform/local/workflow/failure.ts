/** How states fail, in the words of the Amazon States Language. */
export interface Failure {
  readonly error: string;
  readonly cause: string;
}

export const queryEvaluationError = 'States.QueryEvaluationError';
export const timeoutError = 'States.Timeout';
export const dataLimitError = 'States.DataLimitExceeded';
export const noChoiceMatchedError = 'States.NoChoiceMatched';
export const runtimeError = 'States.Runtime';
const anyError = 'States.ALL';
const taskFailedError = 'States.TaskFailed';

/** Errors that no wildcard reaches; `States.Runtime` cannot even be caught by its own name. */
const beyondWildcards: ReadonlySet<string> = new Set([dataLimitError, runtimeError]);

/** Step Functions' own limits on what it keeps of an error, in characters. */
const maxErrorLength = 256;
const maxCauseLength = 32_768;

/** Thrown inside the interpreter where a state fails; Retry and Catch then have their say. */
export class StateFailed extends Error {
  override readonly name = 'StateFailed';
  readonly failure: Failure;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.failure = { error, cause };
  }
}

/** Whether a retrier or catcher with these `ErrorEquals` takes this error. */
export function errorMatches(errorEquals: readonly string[], error: string): boolean {
  if (error === runtimeError) return false;
  return errorEquals.some((pattern) => {
    if (pattern === error) return true;
    if (beyondWildcards.has(error)) return false;
    return pattern === anyError || (pattern === taskFailedError && error !== timeoutError);
  });
}

/** What a task threw, as Lambda reports it: the error's own name, and a JSON cause with type and message. */
export function failureOfTask(thrown: unknown): Failure {
  const name = thrown instanceof Error && thrown.name !== '' ? thrown.name : 'Error';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const cause = JSON.stringify({ errorType: name, errorMessage: message.slice(0, maxCauseLength / 2) });
  return { error: name.slice(0, maxErrorLength), cause: cause.slice(0, maxCauseLength) };
}
