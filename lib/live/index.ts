export {
  connectionLifeSeconds,
  endConnection,
  issueTicket,
  maxConnectionsPerPerson,
  maxConnectionsPerWorkspace,
  openConnection,
  ticketLifeSeconds,
} from './connect.ts';
export { pushEvents } from './push-events.ts';
export { EventTicket, LiveMessage } from './schema.ts';
