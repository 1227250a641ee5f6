/** What every answer of the API says to browsers; a page states its own content security policy. */
const always: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const transportSecurity = { 'strict-transport-security': 'max-age=31536000' };

/** @param publicUrl where people reach the product: browsers are told to stay on https only where there is https. */
export const securityHeaders = (publicUrl: string): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:') ? { ...always, ...transportSecurity } : always;
