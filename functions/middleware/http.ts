import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ApiFunctionName } from '../api/route.ts';
import type { HandlersOf } from './api-request.ts';

export type HttpHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** One function of the API: its handlers behind the checks that every request passes, in the order of api.md. */
export function httpFunction<F extends ApiFunctionName>(name: F, handlers: HandlersOf<F>): HttpHandler {
  throw new Error(`not wired: ${name} ${Object.keys(handlers).length}`);
}
