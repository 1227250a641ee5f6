const maxPathLength = 1_024;
/** Going back to these would start the sign-in over. */
const signInPaths: readonly string[] = ['/sign-in', '/sign-out', '/auth/callback'];
/** Any host would do: it shows whether an address leaves the one it is resolved against. */
const here = 'http://here.invalid';

/**
 * A path of ours to go on to, or `/` when what was asked for is none. Resolved as a browser resolves it, and judged by the
 * result: `//host`, `/\host`, a tab inside or `/.//host` all look like paths and lead elsewhere.
 */
export function localPath(requested: string | null): string {
  if (requested === null || requested.length > maxPathLength || !requested.startsWith('/')) return '/';
  const url = URL.parse(requested, here);
  if (url?.origin !== here || url.pathname.startsWith('//') || signInPaths.includes(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
