export type { DeliverPorts } from './deliver.ts';
export { deliver } from './deliver.ts';
export type { OpenedLink } from './links.ts';
export { isOurNonce, linkToken, makeNonce, maxLinkHours, openLink } from './links.ts';
export { listOutbox } from './list-outbox.ts';
export { OutboxItem } from './schema.ts';
export type { StoredLink } from './store.ts';
