import { requireSameOrigin } from '../../../functions/middleware/same-origin.ts';

const host = 'countersign.example';

describe('the origin of a posted form', () => {
  it.each([
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { origin: 'https://countersign.example' },
    { origin: 'https://COUNTERSIGN.example:443' },
  ])('is accepted with %j', (headers) => {
    expect(() => requireSameOrigin({ headers: { host, ...headers } })).not.toThrow();
  });

  it.each([
    {},
    { origin: 'null' },
    { origin: '' },
    { origin: 'https://evil.example' },
    { origin: 'https://countersign.example.evil.example' },
    { origin: 'https://countersign.example:8443' },
    { origin: 'countersign.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://countersign.example' },
    { 'sec-fetch-site': 'none', origin: 'https://countersign.example' },
    { 'sec-fetch-site': '', origin: 'https://countersign.example' },
    { 'sec-fetch-site': 'same-origin,same-origin' },
  ])('is refused with %j', (headers) => {
    expect(() => requireSameOrigin({ headers: { host, ...headers } })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });

  it('is refused when the request names no host', () => {
    expect(() => requireSameOrigin({ headers: { origin: 'https://undefined' } })).toThrow('another site');
  });
});
