const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether an address never leaves this machine. */
export const isLoopback = (address: URL): boolean => loopbackHosts.includes(address.hostname);

/** Keys and tokens travel over https; plain http is for a provider on this very machine. */
export function isSafeIssuerAddress(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
}
