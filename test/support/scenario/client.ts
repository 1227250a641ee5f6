/** Speaks to the interface as one person, the way any client would. */
import type { Page } from './shapes.ts';

/** The ready-made people that both hosts have tokens for; undefined = without a token. */
export type Person =
  | 'owner'
  | 'admin'
  | 'reviewer'
  | 'reviewer2'
  | 'contributor'
  | 'viewer'
  | 'agent'
  | 'outsider'
  | undefined;

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer; for other answers an empty object. */
  readonly body: T;
}

export interface Sending {
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  get<T>(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  post<T>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  put<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  patch<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  send<T>(method: string, path: string, sending?: Sending): Promise<Answer<T>>;
  /** What a GET answers. @throws Error when it is not a success */
  read<T>(path: string): Promise<T>;
  /** What a POST answers. @throws Error when it is not a success */
  make<T>(path: string, body?: unknown): Promise<T>;
  /** All items of a list, page by page. */
  list<T>(path: string): Promise<readonly T[]>;
}

/** What a client needs to know of the host it speaks to. */
export interface Reachable {
  readonly url: string;
  token(person: NonNullable<Person>): Promise<string>;
}

/** `unavailable` names a time to come back; a client that is told so this often gives up. */
const maxComebacks = 6;
const pageLimit = 100;
const maxPages = 1_000;

export function clientOf(host: Reachable, person: Person): Client {
  const send = async <T>(method: string, path: string, sending: Sending = {}): Promise<Answer<T>> => {
    for (let comeback = 1; ; comeback += 1) {
      const answer = await sendOnce<T>(host, person, { method, path, ...sending });
      const pause = answer.status === 503 ? Number(answer.headers.get('retry-after') ?? Number.NaN) : Number.NaN;
      if (Number.isNaN(pause) || comeback > maxComebacks) return answer;
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  };
  const succeed = async <T>(method: string, path: string, sending: Sending = {}): Promise<T> => {
    const answer = await send<T>(method, path, sending);
    if (answer.status >= 300)
      throw new Error(`${person ?? 'nobody'}: ${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  return {
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body = {}, headers = {}) => send('POST', path, { body, headers }),
    put: (path, body, headers = {}) => send('PUT', path, { body, headers }),
    patch: (path, body, headers = {}) => send('PATCH', path, { body, headers }),
    send,
    read: (path) => succeed('GET', path),
    make: (path, body = {}) => succeed('POST', path, { body }),
    list: (path) => allPages((query) => succeed('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`)),
  };
}

async function allPages<T>(read: (query: string) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  let query = `limit=${pageLimit}`;
  for (let page = 1; page <= maxPages; page += 1) {
    const { items: more, nextCursor } = await read(query);
    items.push(...more);
    if (nextCursor === null) return items;
    query = `limit=${pageLimit}&cursor=${encodeURIComponent(nextCursor)}`;
  }
  throw new Error(`a list did not end within ${maxPages} pages`);
}

async function sendOnce<T>(
  host: Reachable,
  person: Person,
  { method, path, body, headers }: Sending & { readonly method: string; readonly path: string },
): Promise<Answer<T>> {
  const response = await fetch(path.startsWith('http') ? path : `${host.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(person === undefined ? {} : { authorization: `Bearer ${await host.token(person)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /^application\/(?:problem\+)?json/.test(response.headers.get('content-type') ?? '');
  const parsed = isJson && text !== '' ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, body: parsed };
}
