import { hkdfSync } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type * as z from 'zod';
import type { Clock, Secrets } from '../../lib/platform/index.ts';

/** Browsers drop longer cookies. */
const maxCookieLength = 4_096;
const encryption = { alg: 'dir', enc: 'A256GCM' };

/** What every cookie of the product needs. */
export interface CookieSettings {
  readonly secrets: Pick<Secrets, 'get'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The address people use. With https, cookies are Secure and carry the name prefixes that browsers enforce. */
  readonly publicUrl: string;
}

export interface CookieKind<T> {
  /** Also separates the keys: a value sealed for one kind never opens as another. */
  readonly name: string;
  readonly path: string;
  readonly lifeSeconds: number;
  readonly schema: z.ZodType<T>;
}

/** `suffix` tells apart cookies of one kind that live side by side. */
export interface SealedCookie<T> {
  /** The Set-Cookie line. */
  issue(value: T, suffix?: string): Promise<string>;
  /** What `issue` sealed, unless it is absent, expired or was tampered with. */
  read(event: CookieEvent, suffix?: string): Promise<T | undefined>;
  /** The Set-Cookie line that removes it. */
  clear(suffix?: string): string;
}

export type CookieEvent = Pick<APIGatewayProxyEventV2, 'cookies' | 'headers'>;

/** A cookie that its holder can neither read nor change: a compact JWE (`dir`, A256GCM) under a key derived from the secret `cookie-key`. */
export function sealedCookie<T>(settings: CookieSettings, kind: CookieKind<T>): SealedCookie<T> {
  const secure = new URL(settings.publicUrl).protocol === 'https:';
  const prefix = secure ? (kind.path === '/' ? '__Host-' : '__Secure-') : '';
  const nameOf = (suffix = ''): string => `${prefix}countersign-${kind.name}${suffix && `-${suffix}`}`;
  const attributes = `Path=${kind.path}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const key = async (): Promise<Uint8Array> => derivedKey(await settings.secrets.get('cookie-key'), kind.name);

  return {
    async issue(value, suffix) {
      const sealed = await new EncryptJWT({ value })
        .setProtectedHeader(encryption)
        .setExpirationTime(Math.floor(settings.clock.now() / 1000) + kind.lifeSeconds)
        .encrypt(await key());
      return `${nameOf(suffix)}=${sealed}; ${attributes}; Max-Age=${kind.lifeSeconds}`;
    },
    async read(event, suffix) {
      const sealed = cookieOf(event, nameOf(suffix));
      if (sealed === undefined || sealed.length > maxCookieLength) return undefined;
      const opened = await open(sealed, await key(), settings.clock.now());
      return kind.schema.safeParse(opened).data;
    },
    clear: (suffix) => `${nameOf(suffix)}=; ${attributes}; Max-Age=0`,
  };
}

/** A request's cookie. API Gateway gives them as a list; other hosts leave them in the header. */
function cookieOf(event: CookieEvent, name: string): string | undefined {
  return [...(event.cookies ?? []), ...(event.headers.cookie?.split(';') ?? [])]
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

async function open(sealed: string, key: Uint8Array, now: number): Promise<unknown> {
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      keyManagementAlgorithms: [encryption.alg],
      contentEncryptionAlgorithms: [encryption.enc],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    return payload.value;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

const derivedKey = (secret: string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `countersign cookie ${purpose}`, 32));
