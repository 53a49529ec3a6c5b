import type { Trust, VerifiedStatement } from '@multiarch-mirror/attest';
import type { Descriptor, RawManifest, RepositoryName, RepositoryReader } from '@multiarch-mirror/oci';
import type { ArtifactKind } from './artifact-kind.ts';
import type { Exec } from './exec.ts';
import type { Inspection } from './inspection.ts';
import type { Logger } from './logger.ts';

/** A statement that a plugin wants on a subject. */
export interface StatementRequest {
  /** The image's index, or one of its platform manifests. */
  subject: Descriptor;
  predicateType: string;
  /**
   * Why a statement that stands and verifies is not the one that is wanted all the same (an SBOM of one platform on an index, provenance
   * of another build type); `undefined` where it is. Such a statement is replaced. It depends on nothing but the subject: all images
   * that share one share its statements.
   */
  refuse?: (predicate: unknown) => string | undefined;
}

/** One platform of an image, as it stands on the destination. */
export interface ImagePlatform {
  /** `linux/arm64`, normalised. */
  platform: string;
  /** The platform's manifest. */
  descriptor: Descriptor;
}

/** Where a part of the image came from. */
export interface UpstreamReference {
  /** The platform, where the image is assembled from one reference for each. */
  platform?: string;
  /** With its tag. */
  reference: string;
  /** What the reference stood for when the run began: the upstream index, or the image. */
  digest: string;
}

/** The copied content: from local disk where the copy left it, else from the destination; never from upstream again. */
export interface ImageContent {
  manifest(digest: string): Promise<RawManifest>;
  blob(descriptor: Descriptor): Promise<AsyncIterable<Uint8Array>>;
  /**
   * An OCI layout on local disk that holds this platform's manifest and nothing else; gone when the image is done. Layers that live
   * elsewhere (image-spec, "Non-distributable layers") are left out of it, and its manifest then is another one.
   */
  layout(platform: ImagePlatform): Promise<string>;
}

/**
 * One destination digest with all tags that will point to it: what each hook is given, and what the plugins of a chain share.
 */
export interface ImageContext {
  /** Its name in the manifest. */
  readonly name: string;
  readonly repository: RepositoryName;
  /** The destination repository as users type it, without tag or digest. */
  readonly reference: string;
  /** Tags that will point to `root`, the version first. */
  readonly tags: readonly string[];
  /** The index, or the manifest of an image without one, at the destination. */
  readonly root: Descriptor;
  readonly platforms: readonly ImagePlatform[];
  readonly upstream: readonly UpstreamReference[];
  /** Platforms that the manifest asks for and upstream does not have. */
  readonly missingPlatforms: readonly string[];
  readonly content: ImageContent;
  readonly exec: Exec;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** A directory of this image alone, removed when it is done. */
  readonly temporaryDirectory: string;

  /** For `admit`: the upstream repository of one of `upstream`, to read what is attached there. Content comes from `content`. */
  source(part: UpstreamReference): RepositoryReader;
  /** What signatures are verified against: the manifest's `sigstore`, else public Sigstore. @throws MirrorError MIRROR_TRUST, MIRROR_TRUST_UNREACHABLE */
  trust(): Promise<Trust>;

  /** What earlier plugins emitted of this kind. */
  read<Value>(kind: ArtifactKind<Value>): readonly Value[];
  emit<Value>(kind: ArtifactKind<Value>, value: Value): void;

  /**
   * For `inspect`: looks on the destination for these statements, verified against the run's identity, and remembers them as
   * promised by this plugin. `complete` when each is there in every set that the format asks for.
   */
  inspect(requests: readonly StatementRequest[]): Promise<Inspection>;
  /** A statement that `inspect` found or that was attached, by this or an earlier plugin. */
  statement(request: StatementRequest): VerifiedStatement['statement'] | undefined;
  /** Signs a statement about `subject` and queues it; core writes each subject's referrers once, after the chain. */
  attach(request: StatementRequest & { predicate: unknown }): Promise<void>;

  /**
   * For `verify`: everything that the chain promised for this image, read back over connections of its own. Each call checks one
   * promise and throws the PolicyError that says what does not hold.
   */
  readonly promised: readonly (StatementRequest & { plugin: string })[];
  readBack(options?: { anonymous?: boolean }): Promise<ReadBack>;
}

/** The destination as a stranger sees it. */
export interface ReadBack {
  /** Reads and hashes index and manifests, asks for every config and layer. @throws PolicyError when something is missing or wrong */
  content(): Promise<void>;
  /**
   * Verifies the statement with the run's identity; `undefined` where the format stores none of this kind on this subject.
   * @throws PolicyError with the reason and its mend
   */
  statement(request: StatementRequest): Promise<VerifiedStatement | undefined>;
  /**
   * The same statement as the Sigstore bundle that holds it, as JSON has it; `undefined` where the format stores no bundle of this
   * kind on this subject.
   * @throws PolicyError as `statement`
   */
  bundle(request: StatementRequest): Promise<unknown>;
}
