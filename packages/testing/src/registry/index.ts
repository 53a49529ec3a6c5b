export {
  createRegistry,
  type EmbeddedRegistry,
  type Registry,
  startRegistry,
} from './embedded-registry.ts';
export type { Fault } from './fault.ts';
export type { BurstLimit, PullLimit, RegistryAuth, RegistryOptions } from './options.ts';
export { profileUser, type RegistryProfile, registryProfiles } from './profiles.ts';
export type { RecordedRequest, RequestKind } from './recorded-request.ts';
export { type StoredManifest, StoredRepository } from './stored-repository.ts';
