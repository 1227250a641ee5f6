import type { Fault } from './fault.ts';

/** The request, task, message or timer that makes this call is delivered once more, beside itself; a message is sent twice. */
export const duplicateDelivery: Fault = {
  name: 'duplicate delivery',
  appliesTo: ({ port, method, invocation }) =>
    (port === 'queue' && method === 'send') || (port !== 'host store' && invocation?.again !== undefined),
  fate({ call, perform }) {
    if (call.port === 'queue') return perform().then(() => perform());
    // What becomes of the second delivery is nobody's business but its own: whoever sent it listens to the first.
    call.invocation?.again?.().catch(() => undefined);
    return perform();
  },
};
