export { EventType, eventTypes, TimelineEvent } from './schema.ts';
