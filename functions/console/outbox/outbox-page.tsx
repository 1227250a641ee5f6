import { notFound } from '../../../lib/errors.ts';
import { listOutbox, type OutboxItem } from '../../../lib/notifications/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import { framingPageHeaders, mailHeaders } from '../../middleware/page-headers.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform } from '../../runtime.ts';
import { shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { Empty, MoreLink, PageHead } from '../layout/parts.tsx';
import { cursorOf, nextPagePath } from '../page-cursor.ts';
import { outboxPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { Badge } from '../words/badges.tsx';
import { counted } from '../words/numbers.ts';
import { Time } from '../words/times.tsx';

const mailsPerPage = 20;

/** `GET …/outbox`: every mail as it would arrive, and what became of it. */
export async function outbox(request: PageRequest<'outbox'>): Promise<HttpResult> {
  const { visitor, actor } = request;
  const ports = platform();
  const cursor = await cursorOf(request);
  const [surroundings, found] = await Promise.all([
    loadSurroundings(ports.table, visitor, actor),
    listOutbox(ports, actor.workspaceId, { limit: mailsPerPage, cursor }),
  ]);
  const now = ports.clock.now();
  const nextPage = await nextPagePath(request, found.cursor);
  const children = (
    <>
      <PageHead title="Outbox">
        <p class="quiet">Every mail that was to be sent, and what became of it.</p>
      </PageHead>
      {found.items.length === 0 ? (
        <Empty>
          <p>No mail yet. One goes out to each reviewer when an agent asks for a decision.</p>
        </Empty>
      ) : (
        found.items.map((mail) => <Mail key={mail.id} mail={mail} workspaceId={actor.workspaceId} now={now} />)
      )}
      <MoreLink href={nextPage}>Older mails</MoreLink>
    </>
  );
  return shown(framed({ title: 'Outbox', section: 'outbox', surroundings, children }), 200, framingPageHeaders());
}

const stateWords = { pending: 'Waits to be sent', sent: 'Sent', failed: 'Could not be delivered' } as const;
const stateTones = { pending: 'attention', sent: 'good', failed: 'bad' } as const;

interface MailProps {
  readonly mail: OutboxItem;
  readonly workspaceId: string;
  readonly now: number;
}
function Mail({ mail, workspaceId, now }: MailProps) {
  const link = linkIn(mail.text);
  return (
    <article class="card">
      <div class="row-head">
        <h2>
          <Plain text={mail.subject} />
        </h2>
        <Badge tone={stateTones[mail.status]}>{stateWords[mail.status]}</Badge>
      </div>
      <ul class="facts">
        <li>
          To <Plain text={`${mail.to.displayName} <${mail.to.address}>`} />
        </li>
        <li>
          <Time at={mail.createdAt} now={now} />
        </li>
        <li>{counted(mail.attempts, 'attempt')}</li>
      </ul>
      {mail.failure !== undefined && (
        <p class="notice notice-bad small">
          <Plain text={mail.failure} />
        </p>
      )}
      {link !== undefined && (
        <p>
          <a class="button" href={link}>
            Open the link as <Plain text={mail.to.displayName} />
          </a>
        </p>
      )}
      {mail.html !== undefined && (
        <details class="more">
          <summary>As it arrives</summary>
          <iframe
            class="mail-frame"
            src={`${outboxPath({ workspaceId })}/${mail.id}/html`}
            sandbox=""
            loading="lazy"
            title={`The mail to ${mail.to.displayName}`}
          />
        </details>
      )}
      {mail.text !== undefined && (
        <details class="more">
          <summary>As plain text</summary>
          <div class="exact-text">
            <Plain text={mail.text} />
          </div>
        </details>
      )}
      {mail.status === 'sent' && mail.text === undefined && (
        <p class="quiet small">Its text is not kept here: it holds a link that decides.</p>
      )}
    </article>
  );
}

/** The path of the link in a mail's text, which leads to this very host. */
const linkIn = (text: string | undefined): string | undefined => text?.match(/https?:\/\/[^\s/]+(\/a\/[\w-]+)/)?.[1];

const mailsLooked = 100;
/** `GET …/outbox/{mailId}/html`: one mail in a frame that can do nothing. */
export async function outboxMail({ actor, params }: PageRequest<'outboxMail'>): Promise<HttpResult> {
  const { items } = await listOutbox(platform(), actor.workspaceId, { limit: mailsLooked, cursor: undefined });
  const html = items.find(({ id }) => id === params.mailId)?.html;
  if (html === undefined) throw notFound();
  return { statusCode: 200, headers: { ...mailHeaders }, body: html };
}
