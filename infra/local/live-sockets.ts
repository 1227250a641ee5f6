/** WebSockets of the embedded host: opened by a ticket, as API Gateway would, and reached through the platform's port. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { handler } from '../../functions/live/connection.ts';
import { connectionLifeSeconds } from '../../lib/live/index.ts';
import type { LocalPlatform } from '../../lib/platform/local/index.ts';
import { addressOf } from './http-event.ts';
import type { HttpServer } from './http-server.ts';

const livePath = '/live';
const connectionIdBytes = 16;
/** Nobody reads what comes in; the least a frame may hold is enough. */
const maxIncomingBytes = 1_024;
const goingAway = 1001;

export const liveUrlOf = (publicUrl: string): string => `${publicUrl.replace(/^http/, 'ws')}${livePath}`;

export function acceptLive(server: Pick<HttpServer, 'acceptUpgrades'>, platform: LocalPlatform): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxIncomingBytes, perMessageDeflate: false });

  const open = async (request: IncomingMessage, line: Duplex, head: Buffer): Promise<void> => {
    const { path, query } = addressOf(request);
    if (path !== livePath) return refuse(line, 404);
    const connectionId = platform.ids.secret(connectionIdBytes);
    const queryStringParameters = Object.fromEntries(new URLSearchParams(query));
    const { statusCode } = await handler({
      requestContext: { routeKey: '$connect', connectionId },
      queryStringParameters,
    });
    if (statusCode !== 200) return refuse(line, statusCode);
    const forget = (): void => {
      platform.push.detach(connectionId);
      handler({ requestContext: { routeKey: '$disconnect', connectionId } }).catch((error: unknown) =>
        platform.log.error('live.failed', { error: String(error) }),
      );
    };
    if (line.destroyed) return forget();
    line.once('close', forget);
    sockets.handleUpgrade(request, line, head, (socket) => keep(platform, socket, connectionId));
  };

  server.acceptUpgrades({
    take(request, line, head) {
      // A line that breaks before it has become a WebSocket concerns nobody.
      line.on('error', () => line.destroy());
      open(request, line, head).catch((error: unknown) => {
        platform.log.error('live.failed', { error: String(error) });
        line.destroy();
      });
    },
    end() {
      for (const socket of sockets.clients) socket.close(goingAway);
    },
  });
}

function keep(platform: LocalPlatform, socket: WebSocket, connectionId: string): void {
  const end = setTimeout(() => socket.close(goingAway), connectionLifeSeconds * 1000);
  platform.push.attach(connectionId, socket);
  socket.on('close', () => clearTimeout(end));
  // What breaks a connection closes it as well.
  socket.on('error', () => socket.terminate());
}

function refuse(line: Duplex, status: number): void {
  line.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
