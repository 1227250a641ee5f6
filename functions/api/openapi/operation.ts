import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { pathParameters } from '../../middleware/path-parameters.ts';
import { problemKinds } from '../../middleware/problem.ts';
import type { Route } from '../route.ts';
import { type RouteName, routes } from '../routes.ts';
import { bodyExamples } from './examples.ts';
import { problemsByStatus, takesIdempotencyKey, takesIfMatch, takesIfNoneMatch } from './problems.ts';
import { Problem } from './schemas.ts';

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted: the resource as it stands',
  204: 'Done',
  303: 'Go on at Location',
  304: 'What you hold is current',
};

/** One route of the table as an OpenAPI operation. */
export function operationOf(name: RouteName, route: Route): ZodOpenApiOperationObject {
  const example = bodyExamples[name];
  return {
    operationId: name,
    tags: [route.function],
    summary: route.summary,
    ...(route.operation === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(route.path.includes('{') ? { path: pathSchema(route.path) } : {}),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...headerParameters(route),
    },
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: route.body, ...(example === undefined ? {} : { example }) } },
          },
        }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
}

function pathSchema(path: string): z.ZodObject {
  const schemas: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(pathParameters));
  const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  return z.object(Object.fromEntries(names.map((name) => [name, schemas.get(name) ?? z.string()])));
}

function headerParameters(route: Route): { header?: z.ZodObject } {
  const shape: Record<string, z.ZodType> = {};
  if (takesIdempotencyKey(route)) {
    shape['Idempotency-Key'] = z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/)
      .optional()
      .meta({
        description: 'The same request with the same key has one effect and one answer, for at least 24 hours.',
      });
  }
  if (takesIfMatch(route)) {
    shape['If-Match'] = z
      .string()
      .optional()
      .meta({ description: 'ETag of what you have read: refuses to overwrite anything newer.' });
  }
  if (takesIfNoneMatch(route)) {
    shape['If-None-Match'] = z
      .string()
      .optional()
      .meta({ description: 'ETag of what you hold: 304 while it is current.' });
  }
  return Object.keys(shape).length === 0 ? {} : { header: z.object(shape) };
}

function answersOf(route: Route): ZodOpenApiResponsesObject {
  const entries = Object.entries(route.answers).map(([status, answer]) => [
    status,
    answerOf(route, Number(status), answer),
  ]);
  const notModified = takesIfNoneMatch(route) ? [['304', answerOf(route, 304, null)]] : [];
  return Object.fromEntries([...entries, ...notModified]);
}

function answerOf(route: Route, status: number, answer: Route['answers'][number]) {
  const described = { description: statusTexts[status] ?? 'OK', ...locationHeader(status), ...linksOf(route, status) };
  if (answer === null || answer === undefined) return described;
  if (typeof answer === 'string') return { ...described, content: { [answer]: { schema: z.string() } } };
  return { ...described, content: { 'application/json': { schema: answer } } };
}

/** What was created can be asked for: programs that walk the interface find their way by these. */
function linksOf(route: Route, status: number) {
  if (status !== 201) return {};
  const followers = Object.entries<Route>(routes).flatMap(([name, { path }]) => {
    const [parameter, ...more] = path.startsWith(`${route.path}/{`)
      ? (path.slice(route.path.length).match(/\{\w+\}/g) ?? [])
      : [];
    return parameter === undefined || more.length > 0 ? [] : [[name, linkTo(name, route.path, parameter.slice(1, -1))]];
  });
  return followers.length === 0 ? {} : { links: Object.fromEntries(followers) };
}

function linkTo(operationId: string, path: string, created: string) {
  const given = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, `$request.path.${name}`]);
  return { operationId, parameters: { ...Object.fromEntries(given), [created]: '$response.body#/id' } };
}

const locationHeader = (status: number) =>
  status === 201 || status === 303
    ? { headers: z.object({ Location: z.string().meta({ description: 'Where it is.' }) }) }
    : {};

function problemsOf(route: Route): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    [...problemsByStatus(route)].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${problemKinds[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}
