import type { Context } from 'aws-lambda';

/** Stands in for what Lambda tells a function about its invocation. Empty: with a deadline in it, middy would set a timer for each request. */
export const hostContext: Context = Object.create(null);
