import * as z from 'zod';

const digits = /^\d{1,9}$/;
/** A whole number in a query: digits, and nothing that JavaScript would also take for a number. */
export const queryNumber = (min: number, max: number) =>
  z.preprocess(
    (text) => (typeof text === 'string' && digits.test(text) ? Number(text) : text),
    z.number().int().min(min).max(max),
  );

/** A page of a list: `limit` 1..100 (default 50) and an opaque `cursor`. */
export const paging = {
  limit: queryNumber(1, 100).default(50),
  cursor: z.string().min(1).max(2000).optional(),
};
export const Paging = z.strictObject(paging);
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** The nested addresses of the interface. */
export const W = '/v1/workspaces/{workspaceId}';
export const P = `${W}/projects/{projectId}` as const;
export const S = `${P}/work-sessions/{sessionId}` as const;
export const C = `${S}/checkpoints/{checkpointId}` as const;

/** Imports and assets. */
export const maxImportBytes = 4 * 1024 * 1024;
