import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { operationOf } from './openapi/operation.ts';
import { namedSchemas } from './openapi/schemas.ts';
import type { Route } from './route.ts';
import { type RouteName, routes } from './routes.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const version = '0.1.0';
const isRouteName = (name: string): name is RouteName => Object.hasOwn(routes, name);

let made: { readonly publicUrl: string; readonly document: OpenApiDocument } | undefined;

/** The interface as OpenAPI 3.1, made from the route table and the schemas that judge requests; made once. */
export function openApiDocument(publicUrl: string): OpenApiDocument {
  if (made?.publicUrl !== publicUrl) made = { publicUrl, document: makeDocument(publicUrl) };
  return made.document;
}

function makeDocument(publicUrl: string): OpenApiDocument {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version,
      description:
        'Supervise the work of AI agents: they propose, a person decides once, and that decision applies the work to the knowledge base.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }],
    paths: pathsOf(),
    components: {
      schemas: namedSchemas,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the OpenID Connect issuer.',
        },
      },
    },
  });
}

function pathsOf(): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ReturnType<typeof operationOf>>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    if (!isRouteName(name)) continue;
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return paths;
}
