/** Requests and answers as API Gateway's HTTP API shapes them (payload format 2.0); the embedded host makes the same. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';

export type HttpEvent = APIGatewayProxyEventV2;
export type HttpResult = APIGatewayProxyStructuredResultV2;
/** `context` only where Lambda gives one. */
export type HttpHandler = (event: HttpEvent, context?: Context) => Promise<HttpResult>;
export type HttpMiddleware = MiddlewareObj<HttpEvent, HttpResult>;
