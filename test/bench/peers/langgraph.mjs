// The cycle on LangGraph.js with its SQLite checkpointer, behind a thin HTTP server: what a product would have to put around it.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { openStore } from './store.mjs';
import { firstMessage, takeTurn } from './turn.mjs';

const [port, folder, modelUrl] = process.argv.slice(2);
const apply = openStore(`${folder}/store.sqlite`);
const checkpointer = SqliteSaver.fromConnString(`${folder}/checkpoints.sqlite`);
checkpointer.db.pragma('journal_mode = WAL');
// Its build of SQLite would be content with less in this mode; the others wait for the disk.
checkpointer.db.pragma('synchronous = FULL');

const replace = (_, next) => next;
const State = Annotation.Root({
  messages: Annotation({ reducer: replace, default: () => [] }),
  artifacts: Annotation({ reducer: (kept, more) => [...kept, ...more], default: () => [] }),
  done: Annotation({ reducer: replace, default: () => false }),
  decision: Annotation({ reducer: replace, default: () => '' }),
});
const graph = new StateGraph(State)
  .addNode('agent', async ({ messages }) => {
    const turn = await takeTurn(modelUrl, messages);
    return { messages: turn.messages, artifacts: turn.proposed, done: turn.done };
  })
  .addNode('ask', ({ artifacts }) => ({ decision: interrupt({ artifacts }) }))
  .addNode('apply', ({ artifacts }, { configurable }) => {
    apply(configurable.thread_id, artifacts);
    return {};
  })
  .addEdge(START, 'agent')
  .addConditionalEdges('agent', ({ done }) => (done ? 'ask' : 'agent'))
  .addEdge('ask', 'apply')
  .addEdge('apply', END)
  .compile({ checkpointer });

const settings = (id) => ({ configurable: { thread_id: id }, durability: 'sync' });
const running = new Map();
const routes = {
  'GET /ready': async () => ({ ready: true }),
  'POST /start': async (_, { intent }) => {
    const id = randomUUID();
    running.set(id, graph.invoke({ messages: firstMessage(intent) }, settings(id)));
    return { id };
  },
  'GET /wait': async (id) => {
    const { artifacts } = await running.get(id);
    running.delete(id);
    return { waiting: artifacts.length };
  },
  'POST /decide': async (id, { decision }) => {
    await graph.invoke(new Command({ resume: decision }), settings(id));
    return { applied: true };
  },
};

createServer(async (request, response) => {
  const [, name, id] = request.url.split('/');
  const text = Buffer.concat(await Array.fromAsync(request)).toString();
  const answer = await routes[`${request.method} /${name}`](id, text === '' ? {} : JSON.parse(text)).catch((error) => {
    console.error(error);
    return undefined;
  });
  response
    .writeHead(answer === undefined ? 500 : 200, { 'content-type': 'application/json' })
    .end(JSON.stringify(answer ?? {}));
}).listen(Number(port), '127.0.0.1');
