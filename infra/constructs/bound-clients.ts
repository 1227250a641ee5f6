/** A bundle needs the libraries of what its function is bound to, and no others. */
import { fileURLToPath } from 'node:url';

/** AWS itself is asked without one (lib/platform/aws/wire). */
const clients = {
  mailer: ['nodemailer/lib/mime-node'],
  model: ['@anthropic-ai/sdk/client', '@anthropic-ai/sdk/error'],
  bedrock: ['@anthropic-ai/bedrock-sdk/client'],
} as const;
export type BoundClient = keyof typeof clients;
export const boundClients: readonly BoundClient[] = ['mailer', 'model', 'bedrock'];

const notBound = fileURLToPath(new URL('./not-bound.cjs', import.meta.url));

/** @returns arguments that tell the bundler what to put in the place of the libraries that are not bound */
export function leaveOutOthers(bound: ReadonlySet<BoundClient>): Record<string, string> {
  const others = boundClients.filter((client) => !bound.has(client));
  return {
    ...Object.fromEntries(others.flatMap((name) => clients[name].map((library) => [`--alias:${library}`, notBound]))),
    // A function gives Bedrock's SDK its own credentials. Looking for others, in a developer's files and sign-ins, takes 180 KB.
    '--alias:@aws-sdk/credential-providers': notBound,
    '--alias:@aws-sdk/credential-provider-node': notBound,
  };
}
