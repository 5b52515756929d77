export { Orchestry } from './client.js';
export { Orchestry as default } from './client.js';
export * from './errors.js';
export type * from './options.js';
export type { ClientOptions } from './session.js';
export { Stream } from './stream.js';
export type { Fetch } from './transport.js';
export * from './types/index.js';
export const version = '1.0.0';
