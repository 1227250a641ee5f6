export { copyEvents } from './copy-events.ts';
export { EventType, eventTypes, TimelineEvent } from './schema.ts';
export type { NewEvent, TimelineScope } from './store.ts';
export { eventOf, eventPrefix, eventWrite, holdsEvent, listTimeline, newEvent, tell, timelineCopies } from './store.ts';
