import * as z from 'zod';
import { PrincipalId } from '../../lib/identity/index.ts';
import { type CookieSettings, type SealedCookie, sealedCookie } from './sealed-cookie.ts';

const sessionLifeSeconds = 12 * 3_600;

/** Who is signed in to the pages. Always someone who went through the sign-in page, so never a client-credentials token. */
export const PageSession = z.strictObject({
  principalId: PrincipalId,
  displayName: z.string(),
  email: z.string().exactOptional(),
});
export type PageSession = z.infer<typeof PageSession>;

/** The cookie that keeps a person signed in to the pages, for 12 hours. */
export const sessionCookie = (settings: CookieSettings): SealedCookie<PageSession> =>
  sealedCookie(settings, { name: 'session', path: '/', lifeSeconds: sessionLifeSeconds, schema: PageSession });
