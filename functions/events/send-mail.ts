import * as z from 'zod';
import { idOf } from '../../lib/identity/index.ts';
import { deliver } from '../../lib/notifications/index.ts';
import { queueFunction } from '../middleware/queue.ts';
import { platform, settings } from '../runtime.ts';

/** A notice (who is to be told?) or a mail that is still to be sent. */
export const MailMessage = z.object({ workspaceId: idOf('wsp'), id: z.string() });

/** The message is a doorbell: what is to be sent stands in the table. */
export const sendMail = ({ workspaceId, id }: z.infer<typeof MailMessage>): Promise<void> =>
  deliver({ ...platform(), publicUrl: settings().publicUrl }, workspaceId, id);

export const handler = queueFunction(MailMessage, sendMail);
