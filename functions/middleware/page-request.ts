/** What the handler of a page is given, typed by the table of pages. */
import type * as z from 'zod';
import type { Actor } from '../../lib/identity/index.ts';
import type { consoleRoutes, linkRoutes, PageRoute } from '../console/page-routes.ts';
import type { HttpEvent, HttpResult } from './http-event.ts';
import type { LocatedOf } from './locate.ts';
import type { ParametersOf, PathParameterName, pathParameters } from './path-parameters.ts';
import type { PageSession } from './session-cookie.ts';

export type Pages = typeof consoleRoutes & typeof linkRoutes;
export type PageName = keyof Pages;

/** The pages that one function answers. */
export type PagesOf<F extends PageRoute['function']> = {
  [K in PageName]: Pages[K]['function'] extends F ? K : never;
}[PageName];

export interface PageRequest<K extends PageName> {
  readonly event: HttpEvent;
  readonly params: {
    readonly [N in ParametersOf<Pages[K]['path']>]: N extends PathParameterName
      ? z.output<(typeof pathParameters)[N]>
      : string;
  };
  readonly query: URLSearchParams;
  /** Empty but for POST. */
  readonly form: URLSearchParams;
  /** Who is signed in to the pages. */
  readonly visitor: Pages[K]['access'] extends 'anyone' ? PageSession | undefined : PageSession;
  /** The member of the path's workspace who asks. */
  readonly actor: Pages[K]['access'] extends 'anyone' | 'visitor' ? undefined : Actor;
  /** What the ids of the path stand for, each known to be there and to belong to the one before it. */
  readonly located: LocatedOf<Pages[K]['path']>;
}

export type PageHandlers<F extends PageRoute['function']> = {
  readonly [K in PagesOf<F>]: (request: PageRequest<K>) => Promise<HttpResult>;
};

/** A handler as the chain calls it; the table of pages has typed what it gets. */
export type AnyPageHandler = (request: object) => Promise<HttpResult>;
