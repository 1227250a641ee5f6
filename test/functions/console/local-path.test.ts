import { localPath } from '../../../functions/console/local-path.ts';

describe('the path to go back to after signing in', () => {
  it.each([
    ['/projects/prj_1?tab=work#last', '/projects/prj_1?tab=work#last'],
    ['/a b', '/a%20b'],
    ['/?next=https://evil.example', '/?next=https://evil.example'],
  ])('keeps %s, a path of ours', (requested, path) => {
    expect(localPath(requested)).toBe(path);
  });

  it.each([
    null,
    '',
    'projects',
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '//user@evil.example',
    '/sign-in?return=/',
    '/auth/callback?code=1',
    `/${'a'.repeat(2_000)}`,
  ])('replaces %j by the first page', (requested) => {
    expect(localPath(requested)).toBe('/');
  });
});
