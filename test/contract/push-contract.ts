/** What every host's connections do, seen from both ends: the port here, a WebSocket there. */
import type { Push } from '../../lib/platform/index.ts';
import { until } from '../support/until.ts';

export interface OpenedConnection {
  readonly connectionId: string;
  readonly socket: WebSocket;
}

export interface PushSubject {
  readonly push: Push;
  /** A new connection, open at both ends. */
  connect(): Promise<OpenedConnection>;
  close(): Promise<void>;
}

export function pushContract(name: string, open: () => Promise<PushSubject>): void {
  describe(`push: ${name}`, () => {
    let subject: PushSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    /** Which of the texts come, as they come: the host tells its connections of the workspace's own events as well. */
    const heardBy = ({ socket }: OpenedConnection, texts: readonly string[]): unknown[] => {
      const heard: unknown[] = [];
      socket.addEventListener('message', ({ data }) => {
        if (texts.includes(data)) heard.push(data);
      });
      return heard;
    };
    const ended = ({ socket }: OpenedConnection): Promise<void> =>
      until('the connection has ended', () => socket.readyState === WebSocket.CLOSED);

    it('brings texts to the connection they are for, in order and to the letter', async () => {
      const [one, other] = [await subject.connect(), await subject.connect()];
      const texts = ['{"a":"ä € 😀 \\n"}', '{}', 'x'.repeat(20_000)];
      const [heard, overheard] = [heardBy(one, texts), heardBy(other, texts)];
      for (const text of texts) expect(await subject.push.send(one.connectionId, text)).toBe('sent');
      await until('all has come', () => heard.length === texts.length);
      expect(heard).toEqual(texts);
      expect(overheard).toEqual([]);
    });

    it('says that a connection is gone after its reader has left', async () => {
      const left = await subject.connect();
      left.socket.close();
      await ended(left);
      let said: string = 'sent';
      for (let tries = 0; tries < 100 && said === 'sent'; tries += 1)
        said = await subject.push.send(left.connectionId, '{}');
      expect(said).toBe('gone');
    });

    it('ends a connection, and says afterwards that it is gone', async () => {
      const connection = await subject.connect();
      await subject.push.close(connection.connectionId);
      await ended(connection);
      expect(await subject.push.send(connection.connectionId, '{}')).toBe('gone');
    });

    it('ends a connection that has ended without complaint', async () => {
      const connection = await subject.connect();
      await subject.push.close(connection.connectionId);
      await ended(connection);
      await expect(subject.push.close(connection.connectionId)).resolves.toBeUndefined();
    });
  });
}
