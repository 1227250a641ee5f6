/** Every secret that the deployment holds at the end of a run, to look for in its logs. */
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { KnownSecret } from '../log-scan.ts';
import { stage } from './deployment.ts';

const secretNames = ['link-key', 'cursor-key', 'cookie-key'];
const Mails = z.object({ messages: z.record(z.string(), z.array(z.object({ BodyText: z.string() }))) });

/** Keys, the tokens of every mailed link, and every task token. @param sentMails where the emulator shows its mails */
export async function knownSecrets(workTable: string, sentMails: string): Promise<readonly KnownSecret[]> {
  const [keys, links, tokens] = await Promise.all([readKeys(), readLinkTokens(sentMails), readTaskTokens(workTable)]);
  const found = { 'a key': keys, 'the token of a link': links, 'a task token': tokens };
  return Object.entries(found).flatMap(([what, texts]) => {
    if (texts.length === 0) throw new Error(`there is not ${what} to look for in the logs`);
    return texts.map((text) => ({ what, text }));
  });
}

async function readKeys(): Promise<readonly string[]> {
  const client = new SecretsManagerClient({});
  const answers = await Promise.all(
    secretNames.map((name) => client.send(new GetSecretValueCommand({ SecretId: `countersign/${stage}/${name}` }))),
  );
  client.destroy();
  return answers.flatMap(({ SecretString }) => SecretString ?? []);
}

async function readLinkTokens(sentMails: string): Promise<readonly string[]> {
  const { messages } = Mails.parse(await (await fetch(sentMails)).json());
  const texts = Object.values(messages)
    .flat()
    .map(({ BodyText }) => BodyText);
  return texts.flatMap((text) => [...text.matchAll(/\/a\/([\w-]{30,})/g)].map(([, token = '']) => token));
}

async function readTaskTokens(workTable: string): Promise<readonly string[]> {
  const client = new DynamoDBClient({});
  const tokens: string[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: workTable,
      FilterExpression: 'begins_with(sk, :token)',
      ExpressionAttributeValues: { ':token': { S: 'token#' } },
    },
  );
  for await (const { Items = [] } of pages) tokens.push(...Items.flatMap(({ token }) => token?.S ?? []));
  client.destroy();
  return tokens;
}
