/** A bundle needs only the clients of what its function is bound to: half of its size, and of the time until it first runs. */
import { fileURLToPath } from 'node:url';

const clients = {
  table: ['@aws-sdk/client-dynamodb'],
  blobs: ['@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'],
  queue: ['@aws-sdk/client-sqs'],
  workflow: ['@aws-sdk/client-sfn'],
  push: ['@aws-sdk/client-apigatewaymanagementapi'],
  mailer: ['@aws-sdk/client-sesv2', 'nodemailer/lib/mime-node'],
  secrets: ['@aws-sdk/client-secrets-manager'],
  model: ['@anthropic-ai/sdk/client', '@anthropic-ai/sdk/error'],
  bedrock: ['@anthropic-ai/bedrock-sdk/client'],
  /** On AWS a function is handed the changes of a table; it never asks for them. */
  changes: ['@aws-sdk/client-dynamodb-streams'],
} as const;
export type BoundClient = keyof typeof clients;
export const boundClients: readonly BoundClient[] = [
  ...(['table', 'blobs', 'queue', 'workflow', 'push', 'mailer', 'secrets', 'model', 'bedrock', 'changes'] as const),
];

const notBound = fileURLToPath(new URL('./not-bound.cjs', import.meta.url));
const lambdaCredentials = fileURLToPath(new URL('./lambda-credentials.ts', import.meta.url));

/** @returns arguments that tell the bundler what to put in the place of the clients that are not bound */
export function leaveOutOthers(bound: ReadonlySet<BoundClient>): Record<string, string> {
  const others = Object.entries(clients).filter(
    ([name]) => !boundClients.some((client) => client === name && bound.has(client)),
  );
  return {
    ...Object.fromEntries(others.flatMap(([, names]) => names.map((name) => [`--alias:${name}`, notBound]))),
    '--alias:@aws-sdk/credential-provider-node': lambdaCredentials,
    // Reads the user agents of browsers, in the part of the SDK that runs in browsers.
    '--alias:bowser': notBound,
  };
}
