/** What a handler of the API is given and gives back, typed by the route table. */
import type * as z from 'zod';
import type { Remember } from '../../lib/idempotency/index.ts';
import type { Actor, Principal } from '../../lib/identity/index.ts';
import type { ApiFunctionName, Route } from '../api/route.ts';
import type { RouteName, Routes } from '../api/routes.ts';
import type { LocatedOf } from './locate.ts';
import type { ParametersOf, PathParameterName, pathParameters } from './path-parameters.ts';

/** The routes that one function of the API answers. */
export type RoutesOf<F extends ApiFunctionName> = {
  [K in RouteName]: Routes[K]['function'] extends F ? K : never;
}[RouteName];

export interface ApiRequest<K extends RouteName> {
  readonly requestId: string;
  readonly params: {
    readonly [N in ParametersOf<Routes[K]['path']> & PathParameterName]: z.output<(typeof pathParameters)[N]>;
  };
  readonly query: OutputOf<Routes[K], 'query'>;
  readonly body: OutputOf<Routes[K], 'body'>;
  /** Who speaks; undefined on public routes only. */
  readonly principal: PrincipalOf<Routes[K]>;
  /** The member of the path's workspace who speaks; undefined on routes without a workspace. */
  readonly actor: ActorOf<Routes[K]>;
  /** What the ids of the path stand for, each known to be there and to belong to the one before it. */
  readonly located: LocatedOf<Routes[K]['path']>;
  /** The page's place in a list, as the domain gave it for the page before; undefined on the first page. */
  readonly cursor: string | undefined;
  /** The answer of a list: `nextCursor` is what the domain's query gave for the next page, undefined on the last one. */
  page<T>(items: readonly T[], nextCursor: string | undefined): Promise<{ items: T[]; nextCursor: string | null }>;
  /** Whether the caller already holds this representation (If-None-Match): a long poll waits on while it is true. */
  alreadyHas(representation: unknown): boolean;
  /**
   * Keeps the caller from changing what it has not seen (If-Match). `current` is what a GET would show now.
   * @throws CountersignError `precondition_failed`
   */
  requireMatch(current: unknown): void;
  /** For use cases of POST routes: what to write so that the request repeated with its Idempotency-Key gets the same answer. */
  remember<T>(toAnswer: (result: T) => AnswerOf<Routes[K]>): Remember<T>;
}

/** One of the answers that the route declares. Problems are thrown as CountersignError. */
export type AnswerOf<R extends Route> = {
  [S in keyof R['answers'] & number]: Readonly<{ status: S } & HeadersOf<S> & Payload<R['answers'][S]>>;
}[keyof R['answers'] & number];
/** A creation says where it is. */
type HeadersOf<S> = S extends 201 ? AnswerHeaders & Required<Pick<AnswerHeaders, 'location'>> : AnswerHeaders;

export type HandlersOf<F extends ApiFunctionName> = {
  readonly [K in RoutesOf<F>]: (request: ApiRequest<K>) => Promise<AnswerOf<Routes[K]>>;
};

/** An answer whatever the route. */
export interface Answer extends AnswerHeaders {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** JSON text, sent as it is. */
  readonly json?: string;
  /** Sent as it is, under the media type that the route declares. */
  readonly content?: string;
}

interface AnswerHeaders {
  /** Path of what was created, or where to go on. Ids in it are safe; anything else must be percent-encoded. */
  readonly location?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Payload<P> = P extends z.ZodType ? { body: z.output<P> } : P extends string ? { content: string } : unknown;
type OutputOf<R, Part extends 'query' | 'body'> = R extends { readonly [name in Part]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;
type PrincipalOf<R extends Route> = R['operation'] extends 'public' ? undefined : Principal;
type ActorOf<R extends Route> = R['operation'] extends 'public' | 'principal' ? undefined : Actor;
