import { CountersignError, notFound } from '../../../lib/errors.ts';
import { addComment, cancelSession } from '../../../lib/governance/index.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import type { Actor, Operation } from '../../../lib/identity/index.ts';
import { commitStart, retrySession, type Session, sessionEtag, sessionState } from '../../../lib/sessions/index.ts';
import { authorize } from '../../middleware/authorize.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { asJson, seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { sessionPath } from '../paths.ts';
import { loadSession } from './load-session.ts';
import { SessionView } from './session-view.tsx';

type Asked = Pick<PageRequest<'session'>, 'visitor' | 'actor' | 'located'>;

/** What a form of the page could not do, with the words that were typed. */
interface Refused {
  readonly message: string;
  readonly comment: string;
}

const fileLifeSeconds = 300;

export const session = (request: PageRequest<'session'>): Promise<HttpResult> => showSession(request, undefined);

/** The small, pollable part, for the page's own script. */
export async function sessionStatus({ event, located }: PageRequest<'sessionStatus'>): Promise<HttpResult> {
  const etag = sessionEtag(located.session);
  if (event.headers['if-none-match'] === etag) return { statusCode: 304, headers: { etag } };
  return asJson(sessionState(located.session), { etag });
}

/** `POST …/sessions/{s}`: execute, cancel, retry or comment. */
export async function changeSession(request: PageRequest<'changeSession'>): Promise<HttpResult> {
  const { located, form } = request;
  try {
    await act(request);
    return seeOther(sessionPath({ ...located.session, sessionId: located.session.id }));
  } catch (error) {
    if (!(error instanceof CountersignError) || !['state_conflict', 'invalid_request'].includes(error.code))
      throw error;
    return showSession(request, { message: error.message, comment: form.get('text') ?? '' });
  }
}

const operations: Readonly<Record<string, Operation>> = {
  execute: 'session.start',
  retry: 'session.start',
  cancel: 'session.cancel',
  comment: 'session.comment',
};

async function act({ actor, located, form }: PageRequest<'changeSession'>): Promise<void> {
  const ports = platform();
  authorize(operations[form.get('action') ?? ''] ?? 'session.cancel', actor);
  const current = located.session;
  const reason = (form.get('reason') ?? '').trim().slice(0, 2000) || undefined;
  switch (form.get('action')) {
    case 'execute':
      await commitStart(ports, current, actor.principalId, rememberNothing);
      return;
    case 'cancel':
      await cancelSession(ports, actor, current, reason, rememberNothing);
      return;
    case 'retry':
      await retrySession(ports, actor, current, reason, rememberNothing);
      return;
    case 'comment':
      await comment(current, form.get('text') ?? '', actor);
      return;
    default:
      throw new CountersignError('invalid_request', 'Choose one of the buttons.');
  }
}

const longestComment = 20_000;
async function comment(current: Session, typed: string, actor: Actor): Promise<void> {
  const text = typed.replaceAll('\r\n', '\n').trim();
  if (text === '' || text.length > longestComment)
    throw new CountersignError('invalid_request', `Write a comment of at most ${longestComment} characters.`);
  const ports = platform();
  const { checkpoints } = await loadSession(ports, current);
  const [checkpoint] = checkpoints;
  if (checkpoint === undefined) throw new CountersignError('state_conflict', 'The agent has not asked anything yet.');
  await addComment(ports, actor, { session: current, checkpoint }, text, rememberNothing);
}

async function showSession({ visitor, actor, located }: Asked, refused: Refused | undefined): Promise<HttpResult> {
  const ports = platform();
  const [surroundings, story] = await Promise.all([
    loadSurroundings(ports.table, visitor, actor),
    loadSession(ports, located.session),
  ]);
  const children = <SessionView story={story} actor={actor} refused={refused} now={ports.clock.now()} />;
  const title = located.session.taskIntent.slice(0, 120);
  const status = refused === undefined ? 200 : 409;
  return shown(framed({ title, section: 'projects', wide: true, surroundings, children }), status);
}

/** `GET …/artifacts/{a}/file`: the file of a deliverable, as a download. */
export async function artifactFile({
  located: { session: current, artifact },
}: PageRequest<'artifactFile'>): Promise<HttpResult> {
  const { fileName, contentType, bodyDigest } = artifact;
  if (fileName === undefined || contentType === undefined) throw notFound();
  const file = { fileName, contentType, expiresInSeconds: fileLifeSeconds };
  return seeOther(await platform().blobs.signedUrl(current.workspaceId, bodyDigest, file));
}
