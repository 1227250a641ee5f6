import { type CursorScope, openCursor, sealCursor } from '../middleware/cursor.ts';
import type { HttpEvent } from '../middleware/http-event.ts';
import type { PageSession } from '../middleware/session-cookie.ts';
import { platform } from '../runtime.ts';

interface Listing {
  readonly event: HttpEvent;
  readonly query: URLSearchParams;
  readonly visitor: PageSession;
}

/** Filters are part of what a cursor is bound to. */
function scopeOf({ event, query, visitor }: Listing): CursorScope {
  const filters = Object.fromEntries([...query].filter(([name]) => name !== 'cursor'));
  return { path: event.rawPath, principalId: visitor.principalId, query: filters };
}

/** Where the list goes on, as the domain knows it. @throws CountersignError `malformed_request` for one that is not of this list */
export async function cursorOf(listing: Listing): Promise<string | undefined> {
  const sealed = listing.query.get('cursor');
  return sealed === null ? undefined : openCursor(platform().secrets, scopeOf(listing), sealed);
}

/** The address of the next page of the list, or undefined on the last one. */
export async function nextPagePath(listing: Listing, cursor: string | undefined): Promise<string | undefined> {
  if (cursor === undefined) return undefined;
  const query = new URLSearchParams(listing.query);
  query.set('cursor', await sealCursor(platform().secrets, scopeOf(listing), cursor));
  return `${listing.event.rawPath}?${query}`;
}
