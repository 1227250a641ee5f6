/** What a scenario needs: a host, a place of its own on it, and work in that place. */
import { jest } from '@jest/globals';
import { type Host, openHost, patienceMs } from './host.ts';
import { newPlace, type Place } from './place.ts';

export type { Answer, Client, Person } from './client.ts';
export { clientOf } from './client.ts';
export { type EmbeddedProcess, startEmbeddedProcess } from './embedded-process.ts';
export { type Host, hostOfProcess } from './host.ts';
export { handbook, importDocuments, newPlace, newProject, type Place } from './place.ts';
export type * from './shapes.ts';
export {
  approve,
  artifact,
  awaitReview,
  awaitState,
  createWork,
  eventually,
  everyVerdict,
  session,
  startWork,
  type Waiting,
  type Work,
  workToReview,
} from './work.ts';

export interface Scenes {
  readonly host: Host;
  /** The place of the whole file. */
  readonly place: Place;
  /** Another place, with a policy of its own. */
  newPlace(policy?: Readonly<Record<string, unknown>>): Promise<Place>;
}

/** Opens the host for a file of scenarios and makes its place before the first of them. */
export function openScenes(prepare: (place: Place) => Promise<unknown> = async () => {}): Scenes {
  jest.setTimeout(patienceMs * 3);
  let host: Host | undefined;
  let place: Place | undefined;
  beforeAll(async () => {
    host = await openHost();
    place = await newPlace(host);
    await prepare(place);
  });
  afterAll(async () => host?.stop());
  const open = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the host is not open yet');
    return part;
  };
  return {
    get host() {
      return open(host);
    },
    get place() {
      return open(place);
    },
    newPlace: (policy = {}) => newPlace(open(host), policy),
  };
}
