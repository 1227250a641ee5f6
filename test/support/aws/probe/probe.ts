export const handler = async (event: { readonly Records?: readonly unknown[] }): Promise<unknown> => {
  console.log('{"event":"probe"}');
  if (event.Records !== undefined) return { batchItemFailures: [] };
  return {
    statusCode: 200,
    body: JSON.stringify({ status: 'live', node: process.version, given: Object.keys(process.env).sort() }),
  };
};
