/** A browser's part in a sign-in, driven by fetch: follows the provider's redirects, keeps its cookies, presses a person's button. */
const maxSteps = 10;

interface Visit {
  /** The page that lists the people, as it was served. */
  readonly page: Response;
  readonly html: string;
  /** Where the provider sent the browser in the end, outside of its own pages. */
  readonly returnedTo: URL;
}

/** Signs in at the provider as one of its people. `cookies` is the browser's memory; it is changed. */
export async function visitOidc(start: string, personId: string, cookies = new Map<string, string>()): Promise<Visit> {
  const issuerOrigin = new URL(start).origin;
  let address = new URL(start);
  let page: { readonly response: Response; readonly html: string } | undefined;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < maxSteps; step += 1) {
    const response = await request(address, form, cookies);
    form = undefined;
    const location = response.headers.get('location');
    if (location === null) {
      const html = await response.text();
      if (response.status !== 200 || page !== undefined)
        throw new Error(`${address} answered ${response.status}: ${html}`);
      page = { response, html };
      address = new URL(/<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '', address);
      form = new URLSearchParams({ person: personId });
      continue;
    }
    address = new URL(location, address);
    if (page !== undefined && (address.origin !== issuerOrigin || !address.pathname.startsWith('/oidc/'))) {
      return { page: page.response, html: page.html, returnedTo: address };
    }
  }
  throw new Error(`no end after ${maxSteps} steps, at ${address}`);
}

async function request(
  address: URL,
  form: URLSearchParams | undefined,
  cookies: Map<string, string>,
): Promise<Response> {
  const response = await fetch(address, {
    redirect: 'manual',
    ...(form === undefined ? {} : { method: 'POST', body: form }),
    headers: {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(form === undefined ? {} : { origin: address.origin }),
    },
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  return response;
}
