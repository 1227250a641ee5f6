/**
 * A text member of something thrown, such as `code` or `name`; empty when there is none.
 * Looks at the shape only: errors of Node itself are not `instanceof Error` in every realm.
 */
export function errorMember(error: unknown, member: 'code' | 'name'): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, member);
  return typeof value === 'string' ? value : '';
}
