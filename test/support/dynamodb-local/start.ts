/** Starts DynamoDB Local for the contract suite. Needs Java 17 and, the first time, Maven. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface DynamoDbLocal {
  readonly endpoint: string;
  stop(): Promise<void>;
}

interface StartOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the jars are kept between runs, e.g. `.aws-test/dynamodb-local`. */
  readonly cacheFolder: string;
}

const fetchTimeoutMs = 180_000;
const startTimeoutMs = 60_000;
const source = join(import.meta.dirname, 'Loopback.java');
const pom = join(import.meta.dirname, 'pom.xml');
/** Little memory and a quick start; the suite is not a load test. */
const javaOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m'];

/** @throws Error saying what is missing: Java, Maven (when the jars are not cached), or a free port. */
export async function startDynamoDbLocal({ port, cacheFolder }: StartOptions): Promise<DynamoDbLocal> {
  const jars = await fetchJars(cacheFolder);
  const server = spawn('java', [...javaOptions, '-cp', join(jars, '*'), source, String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const boundPort = await readyPort(server);
  // Nobody reads on: a full pipe would stop the server.
  server.stdout.resume();
  server.stderr.resume();
  return {
    endpoint: `http://127.0.0.1:${boundPort}`,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

/** The folder of jars. Filled beside it first, so that an interrupted fetch leaves no half of one. */
async function fetchJars(cacheFolder: string): Promise<string> {
  const jars = join(cacheFolder, 'jars');
  if (existsSync(jars)) return jars;
  const partial = `${jars}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const goals = ['dependency:copy-dependencies', `-DoutputDirectory=${partial}`];
  const maven = spawn('mvn', ['-q', '-B', '-f', pom, ...goals], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: fetchTimeoutMs,
  });
  const output = collect(maven);
  const code = await exitOf(maven, 'Maven (mvn) is needed once to fetch DynamoDB Local, and is not installed.');
  if (code !== 0) throw new Error(`Maven could not fetch DynamoDB Local (exit ${code}): ${output()}`);
  renameSync(partial, jars);
  return jars;
}

async function exitOf(child: ChildProcess, absent: string): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', (cause) => reject(new Error(absent, { cause })));
  child.once('close', (code) => resolve(code));
  return promise;
}

function collect(child: ChildProcess): () => string {
  let text = '';
  const append = (part: Buffer): void => {
    text = (text + part.toString()).slice(-4_000);
  };
  child.stdout?.on('data', append);
  child.stderr?.on('data', append);
  return () => text;
}

async function readyPort(server: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const output = collect(server);
  const timer = setTimeout(() => reject(new Error(`DynamoDB Local did not start: ${output()}`)), startTimeoutMs);
  server.once('error', (cause) =>
    reject(new Error('Java 17 is needed to run DynamoDB Local, and is not installed.', { cause })),
  );
  server.once('exit', (code) => reject(new Error(`DynamoDB Local ended with ${code}: ${output()}`)));
  if (server.stdout !== null) {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const ready = /^ready (\d+)$/.exec(line);
      if (ready !== null) resolve(Number(ready[1]));
    });
  }
  try {
    return await promise;
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
