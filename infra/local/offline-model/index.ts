export { createModelFetch, inProcessModelUrl } from './in-process.ts';
export { offlineModelId } from './response.ts';
export { type OfflineModel, startOfflineModel } from './server.ts';
