/** What every Queue adapter must do, seen from a consumer of the host. */
import type { Json, Queue } from '../../lib/platform/index.ts';

export interface QueueHost {
  readonly queue: Queue;
  /** The messages of the `mail` queue that have arrived, once at least `count` have or a few seconds have passed. */
  arrived(count: number): Promise<readonly Json[]>;
  /** Lets time pass: by the host's clock where it can be moved, else really. */
  pass(seconds: number): Promise<void>;
}

export function queueContract(hostName: string, open: () => Promise<QueueHost>): void {
  describe(`queue on ${hostName}`, () => {
    let host: QueueHost;
    beforeEach(async () => {
      host = await open();
    });

    it.each<[string, Json]>([
      ['an object', { kind: 'mail', id: 'mai_1', nested: { list: [1, null, true], text: 'Grüße 🌍\r\n"quoted"' } }],
      ['a text', 'plain'],
      ['null', null],
    ])('delivers %s as it was sent', async (_, message) => {
      await host.queue.send('mail', message);

      expect(await host.arrived(1)).toEqual([message]);
    });

    it('delivers every one of many messages sent at once', async () => {
      const messages = Array.from({ length: 40 }, (_, number) => ({ number }));

      await Promise.all(messages.map((message) => host.queue.send('mail', message)));

      const numbers = (await host.arrived(40)).map((message) => JSON.stringify(message));
      expect(new Set(numbers)).toEqual(new Set(messages.map((message) => JSON.stringify(message))));
    });

    it('holds a delayed message back until its time', async () => {
      await host.queue.send('mail', 'later', { delaySeconds: 2 });
      await host.queue.send('mail', 'now', { delaySeconds: 0 });

      expect(await host.arrived(1)).toEqual(['now']);
      await host.pass(2);
      expect(await host.arrived(2)).toEqual(['now', 'later']);
    });

    it.each([-1, 0.5, 901, Number.NaN])('refuses a delay of %d seconds', async (delaySeconds) => {
      await expect(host.queue.send('mail', 'x', { delaySeconds })).rejects.toThrow(RangeError);
    });

    it('refuses a message that belongs into a blob', async () => {
      await expect(host.queue.send('mail', 'x'.repeat(64 * 1024))).rejects.toThrow(RangeError);
    });
  });
}
