/** The WebSocket connections of this process. */
import type { Push } from '../ports.ts';

/** Of a socket, what this adapter needs. */
export interface OpenSocket {
  /** Bytes that its reader has not taken yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  close(): void;
}

export interface LocalPush extends Push {
  /** From now on the connection is reached by this id. */
  attach(connectionId: string, socket: OpenSocket): void;
  detach(connectionId: string): void;
  readonly isIdle: boolean;
}

/** A reader who leaves so much lying is cut off: it would fill our memory, and can ask for what it missed. */
const maxUnreadBytes = 1024 * 1024;

/** @param settled resolves when what is told can not be taken back by a power cut any more */
export function createLocalPush(settled: () => Promise<void> = async () => undefined): LocalPush {
  const sockets = new Map<string, OpenSocket>();
  return {
    attach: (connectionId, socket) => void sockets.set(connectionId, socket),
    detach: (connectionId) => void sockets.delete(connectionId),
    get isIdle() {
      return sockets.size === 0;
    },
    async send(connectionId, text) {
      await settled();
      const socket = sockets.get(connectionId);
      if (socket === undefined) return 'gone';
      if (socket.bufferedAmount > maxUnreadBytes) {
        sockets.delete(connectionId);
        socket.close();
        return 'gone';
      }
      socket.send(text);
      return 'sent';
    },
    async close(connectionId) {
      sockets.get(connectionId)?.close();
      sockets.delete(connectionId);
    },
  };
}
