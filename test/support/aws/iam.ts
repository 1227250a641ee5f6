/** IAM, which the repository has no client for. */
import { queryText } from '../../../lib/platform/aws/wire/signature.ts';
import { connect } from './connect.ts';

/** @returns the answer's XML. @param endpoint of another emulator than the environment names */
export async function askIam(
  action: string,
  parameters: Readonly<Record<string, string>>,
  endpoint?: string,
): Promise<string> {
  const answer = await connect({ host: 'iam', signing: 'iam' }, endpoint === undefined ? {} : { endpoint }).send({
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: queryText(Object.entries({ Action: action, Version: '2010-05-08', ...parameters })),
  });
  return answer.body.toString('utf8');
}

/** What stands in each element of that name. */
export const textsOf = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);
