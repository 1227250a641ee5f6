export const handler = async (event: { readonly Records?: readonly unknown[] }): Promise<unknown> => {
  console.log('{"event":"stand-in"}');
  if (event.Records !== undefined) return { batchItemFailures: [] };
  return { statusCode: 200, body: JSON.stringify({ status: 'live' }) };
};
