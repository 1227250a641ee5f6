import * as z from 'zod';
import { route } from '../route.ts';

export const serviceRoutes = {
  getHealth: route({
    method: 'GET',
    path: '/health',
    function: 'service',
    operation: 'public',
    summary: 'The process lives',
    answers: { 200: z.object({ status: z.literal('live') }) },
  }),
  getReady: route({
    method: 'GET',
    path: '/ready',
    function: 'service',
    operation: 'public',
    summary: 'The service can take work',
    answers: { 200: z.object({ status: z.literal('ready') }) },
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/openapi.json',
    function: 'service',
    operation: 'public',
    summary: 'This interface as OpenAPI 3.1',
    answers: { 200: z.record(z.string(), z.unknown()) },
  }),
  getDocs: route({
    method: 'GET',
    path: '/docs',
    function: 'service',
    operation: 'public',
    summary: 'The interface as a page to read and try',
    answers: { 200: 'text/html' },
  }),
  getDocsStyle: route({
    method: 'GET',
    path: '/docs/style.css',
    function: 'service',
    operation: 'public',
    summary: 'The style of that page',
    answers: { 200: 'text/css' },
  }),
  getDocsScript: route({
    method: 'GET',
    path: '/docs/script.js',
    function: 'service',
    operation: 'public',
    summary: 'What lets that page try a call',
    answers: { 200: 'text/javascript' },
  }),
} as const;
