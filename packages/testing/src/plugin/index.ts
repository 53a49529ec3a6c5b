export { pluginCases, pluginContract } from './contract/plugin-contract.ts';
export type { Place, PluginCase, PluginUnderTest, Surroundings } from './contract/plugin-under-test.ts';
export { plantedSecrets } from './contract/trial.ts';
export { FakeContent } from './fake-content.ts';
export {
  type FakeImageContext,
  type FakeImageOptions,
  fakeImageContext,
  type StandingStatement,
} from './fake-image-context.ts';
export { type FakeRunContext, type FakeRunOptions, fakeRunContext } from './fake-run-context.ts';
