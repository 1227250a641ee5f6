/** Nothing is written that a request may not say: unknown members, and those that only an answer has (T5, mass assignment). */
import * as z from 'zod';
import { bodyExamples } from '../../functions/api/openapi/examples.ts';
import type { Route } from '../../functions/api/route.ts';
import { routes } from '../../functions/api/routes.ts';
import { requireValid } from '../../functions/middleware/require-valid.ts';
import { CountersignError } from '../../lib/errors.ts';

const examples: Readonly<Record<string, unknown>> = bodyExamples;
const writes = Object.entries<Route>(routes).flatMap(([name, route]) =>
  route.body === undefined ? [] : [{ name, route, schema: route.body }],
);
/** What people try who want more than they are given. */
const tried = [
  ...[
    'id',
    'workspaceId',
    'projectId',
    'principalId',
    'createdBy',
    'decidedBy',
    'initiatedBy',
    'status',
    'state',
    'version',
  ],
  ...['isAdmin', 'owner', 'constructor', 'prototype', 'toString', 'via', 'assurance', 'headRevision', 'createdAt'],
];

const shapeOf = (schema: unknown): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
const answered = (route: Route): readonly string[] => Object.values(route.answers).flatMap(shapeOf);

/** Pointers of what is refused in a body; empty when it is taken. */
function refusedIn(schema: z.ZodType, body: unknown): readonly string[] {
  try {
    requireValid(schema, body, 'body');
    return [];
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return z
      .array(z.object({ pointer: z.string() }))
      .parse(error.extensions.errors)
      .map(({ pointer }) => pointer);
  }
}

describe.each(writes)('the body of $name', ({ name, route, schema }) => {
  const own = shapeOf(schema);
  const extra = [...new Set([...tried, ...answered(route)])].filter((member) => !own.includes(member));

  it('is taken as the interface shows it', () => {
    expect(refusedIn(schema, examples[name] ?? {})).toEqual([]);
  });

  it('T5 is refused for each member that it does not have, each by its name', () => {
    expect(extra.length).toBeGreaterThan(5);
    const example = Object(examples[name] ?? {});
    const more = Object.fromEntries(extra.map((member) => [member, 'owner']));
    expect([...refusedIn(schema, { ...example, ...more })].sort()).toEqual(extra.map((member) => `/${member}`).sort());
  });

  it('T5 has no object within it that takes what it does not know', () => {
    const open: string[] = [];
    const look = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      if ('properties' in part && !('additionalProperties' in part && part.additionalProperties === false))
        open.push(path);
      for (const [key, value] of Object.entries(part)) look(value, `${path}/${key}`);
    };
    look(z.toJSONSchema(schema, { io: 'input' }), '');
    expect(open).toEqual([]);
  });
});

describe('a query', () => {
  it.each(Object.entries<Route>(routes).filter(([, { query }]) => query !== undefined))(
    'of %s is refused for each member that it does not have',
    (_, { query }) => {
      const more = Object.fromEntries(
        tried.filter((member) => !shapeOf(query).includes(member)).map((member) => [member, '1']),
      );
      expect(query === undefined ? [] : refusedIn(query, more)).toHaveLength(Object.keys(more).length);
    },
  );
});
