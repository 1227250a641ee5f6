import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { assetPaths, assets } from '../../../../functions/console/assets/asset-paths.ts';
import { inlinedFile, inlinedModule } from '../../../../functions/console/assets/inline.ts';
import { script } from '../../../../functions/console/assets/inlined.ts';

const maxScriptBytes = 15 * 1024;

describe('the assets of the pages', () => {
  it('are inlined as the files are now', () => {
    expect(readFileSync(inlinedFile, 'utf8')).toBe(inlinedModule());
  });

  it('hold a script that is small', () => {
    expect(gzipSync(script).length).toBeLessThan(maxScriptBytes);
  });

  it('are named by their content', () => {
    expect(assetPaths.style).toMatch(/^\/assets\/style\.[0-9a-f]{16}\.css$/);
    expect([...assets.keys()].map((name) => `/assets/${name}`).sort()).toEqual(Object.values(assetPaths).sort());
  });
});
