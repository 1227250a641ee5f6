import type * as z from 'zod';
import type { Operation } from '../../lib/identity/index.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** One Lambda each: functions/api/<name>.ts */
export type ApiFunctionName =
  | 'service'
  | 'workspaces'
  | 'projects'
  | 'knowledge'
  | 'audit'
  | 'agents'
  | 'sessions'
  | 'artifacts'
  | 'checkpoints'
  | 'inbox';

/**
 * One row of the route table, which the CDK stack, the embedded host, the router and the OpenAPI document all read.
 * The ids in the path name what must exist before anything else is judged (404 comes before 403 and 400).
 */
export interface Route {
  readonly method: Method;
  /** with `{parameters}` as API Gateway and OpenAPI write them */
  readonly path: `/${string}`;
  readonly function: ApiFunctionName;
  /** `public` needs no token; `principal` any valid token; else the role × operation table decides (lib/identity/operations.ts). */
  readonly operation: Operation | 'public' | 'principal';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Largest body accepted, in bytes; default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Schema of each success status; `null` = no body, a string = that media type. */
  readonly answers: Readonly<Record<number, z.ZodType | string | null>>;
  /** 409 and 410 codes that this route can answer, beyond what every route can. */
  readonly problems?: readonly string[];
}

/** Keeps the literal types of one route, so that handlers are typed by the table. */
export const route = <const R extends Route>(definition: R): R => definition;
