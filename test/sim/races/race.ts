import type { Stage } from '../scenarios/stage.ts';
import type { Script } from '../world/agent.ts';
import type { Answer } from '../world/client.ts';

/** People who do things at the same moment, from a situation that is prepared once. */
export interface Race<T = unknown> {
  readonly name: string;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly agent: Script;
  /** @returns what the contenders need to know, as plain data */
  prepare(stage: Stage): Promise<T>;
  contend(stage: Stage, prepared: T): readonly Promise<Answer>[];
  /** What is wrong with how it came out; undefined = one has won, and the others know. */
  judge(answers: readonly Answer[], stage: Stage, prepared: T): string | undefined;
}

/** Keeps what `prepare` gives and what the others take of one type. */
export const race = <T>(made: Race<T>): Race => ({
  ...made,
  // The runner hands back to a race what it has prepared itself.
  contend: (stage, prepared) => made.contend(stage, prepared as T),
  judge: (answers, stage, prepared) => made.judge(answers, stage, prepared as T),
});

/** `200 approved`, `409 already_decided` … : what an answer comes to, for comparing. */
export const outcomeOf = ({ status, body }: Answer): string => `${status} ${body.code ?? body.status ?? ''}`.trim();

/** Exactly one 200, and everybody else a conflict of this kind. */
export function oneWinner(answers: readonly Answer[], code: string): string | undefined {
  const winners = answers.filter(({ status }) => status < 300);
  const losers = answers.filter(({ status }) => status >= 300);
  const known = losers.every(({ status, body }) => status === 409 && body.code === code);
  return winners.length === 1 && known ? undefined : answers.map(outcomeOf).join(' · ');
}

/** Each loser was told of the decision that has won. */
export function losersKnow(answers: readonly Answer[]): string | undefined {
  const winner = answers.find(({ status }) => status < 300)?.body.reviewId;
  const told = answers.filter(({ status }) => status === 409).map(({ body }) => Object(body.decision).reviewId);
  return told.every((reviewId) => reviewId === winner)
    ? undefined
    : `losers were told of ${told.join()}, not ${winner}`;
}
