/** The types of what the API is sent and answers. A test compares them with the document that the controller serves. */
export * from './apps.js';
export * from './monitoring.js';
export * from './ring.js';
export * from './scaling.js';
export * from './spec.js';
export * from './streams.js';
export * from './system.js';
