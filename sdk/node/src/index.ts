export { Orchestry } from './client.js';
export { Orchestry as default } from './client.js';
export * from './errors.js';
export * from './options.js';
export { Ring } from './ring.js';
export { Stream } from './stream.js';
export * from './types/index.js';
export const version = '1.0.0';
