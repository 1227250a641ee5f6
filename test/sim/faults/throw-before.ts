import { brokenConnection, type Fault, failAs } from './fault.ts';

/** Nothing was done, and the caller hears so. */
export const throwBefore: Fault = {
  name: 'throw before',
  appliesTo: () => true,
  fate: ({ call }) => failAs(call, brokenConnection('connection refused')),
};
