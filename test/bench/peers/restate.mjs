// The cycle as a Restate workflow. Clients speak to Restate's own ingress; this process runs the steps when Restate asks for them.
import { createServer } from 'node:http2';
import * as restate from '@restatedev/restate-sdk';
import { openStore } from './store.mjs';
import { firstMessage, takeTurn } from './turn.mjs';

const [port, folder, modelUrl] = process.argv.slice(2);
const apply = openStore(`${folder}/store.sqlite`);
const maxTurns = 10;

const session = restate.workflow({
  name: 'Session',
  handlers: {
    run: async (context, { intent }) => {
      let messages = firstMessage(intent);
      const artifacts = [];
      for (let number = 1; number <= maxTurns; number += 1) {
        const turn = await context.run(`turn ${number}`, () => takeTurn(modelUrl, messages));
        messages = turn.messages;
        artifacts.push(...turn.proposed);
        if (turn.done) break;
      }
      await context.promise('waiting').resolve(artifacts.length);
      await context.promise('decision');
      await context.run('apply', () => apply(context.key, artifacts));
      return { applied: true };
    },
    waiting: restate.handlers.workflow.shared(async (context) => ({ waiting: await context.promise('waiting') })),
    decide: restate.handlers.workflow.shared(async (context, { decision }) => {
      await context.promise('decision').resolve(decision);
    }),
  },
});

createServer(restate.createEndpointHandler({ services: [session] })).listen(Number(port), '127.0.0.1');
