import type { ComponentChildren } from 'preact';
import type { Session } from '../../../lib/sessions/index.ts';
import { sessionPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { Badge, toneOf } from '../words/badges.tsx';
import { sessionWords } from '../words/states.ts';

interface SessionRowProps {
  readonly session: Session;
  readonly children: ComponentChildren;
}

/** A piece of work in a list: what was asked for, where it stands, and what the list wants to say of it. */
export const SessionRow = ({ session, children }: SessionRowProps) => (
  <li>
    <div class="row-head">
      <a class="row-link" href={sessionPath({ ...session, sessionId: session.id })}>
        <Plain text={session.taskIntent} />
      </a>
      <Badge tone={toneOf(session.status)}>{sessionWords[session.status]}</Badge>
    </div>
    {children}
  </li>
);
