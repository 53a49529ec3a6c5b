export { attestationManifestSubject, isAttestationManifest } from './attestation-manifest.ts';
export type { CredentialSource, Credentials } from './auth/credentials.ts';
export { dockerCredentials } from './auth/docker-config.ts';
export { environmentCredentials } from './auth/environment-credentials.ts';
export { OciClient, type OciClientOptions, type RegistrySettings, type RepositoryOptions } from './client.ts';
export { type OciErrorCode, ociError } from './codes.ts';
export { Contention } from './contention.ts';
export { type BlobClaim, BlobLedger } from './copy/blob-ledger.ts';
export { type AttachedCopy, copyAttached } from './copy/copy-attached.ts';
export { type CopyGraphOptions, type CopyProgress, type CopyResult, copyGraph } from './copy/copy-graph.ts';
export { type Descriptor, plainDescriptor } from './descriptor.ts';
export { digestOf, sha256Digest, splitDigest, verified, verifyBytes } from './digest.ts';
export { isLoopback } from './http/address.ts';
export { defaultConcurrency } from './http/host-queue.ts';
export type { RateLimit } from './http/rate-limit.ts';
export { defaultRetryPolicy, isTransient, type RetryPolicy } from './http/retry.ts';
export { askService, type ServiceAnswer, type ServiceRequest } from './http/service-request.ts';
export type { HostBytes, RequestKind, Statistics } from './http/statistics.ts';
export { imagePlatform, readBlob } from './image-platforms.ts';
export { assembleIndex, type IndexPlan, type PlatformManifest, planImage, planIndex } from './index-plan.ts';
export { KeyedQueue } from './keyed-queue.ts';
export { LayoutMember } from './layout/layout-member.ts';
export { LayoutRepository } from './layout/layout-repository.ts';
export type { SharedTag } from './layout/member-name.ts';
export { type Pruned, SharedLayout } from './layout/shared-layout.ts';
export {
  type ArtifactManifest,
  blobsOf,
  type ImageIndex,
  type ImageManifest,
  manifestLimit,
  parseArtifactManifest,
  parseImageIndex,
  parseImageManifest,
  type RawManifest,
  rawManifest,
  referrerDescriptor,
  subjectOf,
} from './manifest.ts';
export {
  isArtifactManifest,
  isForeignLayer,
  isImageManifest,
  isIndex,
  manifestAccept,
  mediaTypes,
} from './media-types.ts';
export * from './names.ts';
export { fallbackTag } from './referrer-index.ts';
export type { RegistryFinding } from './registry/examine.ts';
export { RegistryError, type RegistryErrorOptions } from './registry-error.ts';
export { countsPulls, registryPage } from './registry-page.ts';
export type {
  BlobOutcome,
  BlobReading,
  BlobSource,
  BlobWriting,
  Repository,
  RepositoryReader,
} from './repository.ts';
export { closeStream, collect, streamOf } from './stream.ts';
