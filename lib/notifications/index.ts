export { OutboxItem } from './schema.ts';
