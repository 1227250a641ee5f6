// `npm start`: the whole product in one process. `npm start -- --empty` leaves the example out.
import { hostSettings } from './host-settings.ts';
import { startHost } from './start-host.ts';

try {
  const host = await startHost(hostSettings(process.env, process.argv.slice(2)));
  console.log(`Countersign is ready: open ${host.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // A second signal finds no listener and ends the process at once.
      host.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
