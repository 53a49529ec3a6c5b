// What checks a manifest and its chains. It loads none of the code that plans and runs.
export * from './config/index.ts';
export type { BuiltinPlugins } from './plugin/load-plugin.ts';
export { checkChains, checkForeignPlugins } from './session/load-chains.ts';
export type { SessionOptions } from './session/session-options.ts';
