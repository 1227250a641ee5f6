export { offlineModelId } from './response.ts';
export { type OfflineModel, startOfflineModel } from './server.ts';
