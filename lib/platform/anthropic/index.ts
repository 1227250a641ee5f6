export { type AnthropicModelSettings, createAnthropicModel } from './model.ts';
