export * from './contract/index.ts';
export * from './image/index.ts';
export * from './internet/index.ts';
export * as tagListings from './listings/index.ts';
export * from './plugin/index.ts';
export * from './registry/index.ts';
export * from './sigstore/index.ts';
