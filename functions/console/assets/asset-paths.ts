import { sha256Hex } from '../../../lib/digest/index.ts';
import { icon, script, style } from './inlined.ts';

interface Asset {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: string;
}

const hashLength = 16;
const asset = (name: string, extension: string, contentType: string, content: string): Asset => ({
  fileName: `${name}.${sha256Hex(content).slice(0, hashLength)}.${extension}`,
  contentType,
  content,
});

const styleAsset = asset('style', 'css', 'text/css; charset=utf-8', style);
const scriptAsset = asset('console', 'js', 'text/javascript; charset=utf-8', script);
const iconAsset = asset('icon', 'svg', 'image/svg+xml', icon);
const pathOf = ({ fileName }: Asset): string => `/assets/${fileName}`;

/** Addresses that change with the content, so that browsers may keep what they have for ever. */
export const assetPaths = { style: pathOf(styleAsset), script: pathOf(scriptAsset), icon: pathOf(iconAsset) } as const;
/** By file name. */
export const assets: ReadonlyMap<string, Asset> = new Map(
  [styleAsset, scriptAsset, iconAsset].map((each) => [each.fileName, each]),
);
