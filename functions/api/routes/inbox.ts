import * as z from 'zod';
import { InboxItem } from '../../../lib/checkpoints/index.ts';
import { EventTicket } from '../../../lib/live/index.ts';
import { OutboxItem } from '../../../lib/notifications/index.ts';
import { TimelineEvent } from '../../../lib/timeline/index.ts';
import { route } from '../route.ts';
import { P, Paging, pageOf, W } from './paging.ts';

export const inboxRoutes = {
  listProjectTimeline: route({
    method: 'GET',
    path: `${P}/timeline`,
    function: 'inbox',
    operation: 'timeline.read',
    summary: 'What happened in a project, newest first',
    query: Paging,
    answers: { 200: pageOf(TimelineEvent) },
  }),
  listInbox: route({
    method: 'GET',
    path: `${W}/inbox`,
    function: 'inbox',
    operation: 'inbox.read',
    summary: 'What waits on me, oldest due first',
    query: Paging,
    answers: { 200: pageOf(InboxItem) },
  }),
  listWorkspaceTimeline: route({
    method: 'GET',
    path: `${W}/timeline`,
    function: 'inbox',
    operation: 'timeline.read',
    summary: 'What happened in a workspace, newest first',
    query: Paging,
    answers: { 200: pageOf(TimelineEvent) },
  }),
  createEventTicket: route({
    method: 'POST',
    path: `${W}/event-tickets`,
    function: 'inbox',
    operation: 'timeline.read',
    summary: 'Open a WebSocket at the answer’s url within 30 s, once; it sends what happens in the workspace',
    body: z.strictObject({}),
    answers: { 201: EventTicket },
  }),
  listOutbox: route({
    method: 'GET',
    path: `${W}/outbox`,
    function: 'inbox',
    operation: 'outbox.read',
    summary: 'Every mail and its fate, newest first',
    query: Paging,
    answers: { 200: pageOf(OutboxItem) },
  }),
} as const;
