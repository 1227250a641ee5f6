import type { IncomingMessage } from 'node:http';

/** One byte more than the largest body that any route takes: what is longer is cut here and refused, in its turn, by the route. */
const maxKeptBytes = 4 * 1024 * 1024 + 1;
/** So much of a body that is too long is still taken in, so that its sender gets to read the answer; then the line is cut. */
const maxDrainedBytes = 64 * 1024 * 1024;

/** The body's first 4 MiB and a byte. @throws Error when the connection breaks, or the body goes on and on. */
export async function readRequest(request: IncomingMessage): Promise<Buffer> {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  let bytes = 0;
  for await (const chunk of request) {
    const part: Buffer = chunk;
    bytes += part.length;
    if (bytes > maxDrainedBytes) throw new Error('the body goes on and on');
    if (keptBytes >= maxKeptBytes) continue;
    const wanted = part.subarray(0, maxKeptBytes - keptBytes);
    kept.push(wanted);
    keptBytes += wanted.length;
  }
  return kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept);
}
