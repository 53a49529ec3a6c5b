import type { AttestationStore, Signer, Trust, VerificationPolicy } from '@multiarch-mirror/attest';
import type {
  BlobLedger,
  CopyResult,
  Repository,
  RepositoryName,
  RepositoryReader,
} from '@multiarch-mirror/oci';
import type { AttestationFormat, Config, ImageConfig } from '../config/config.ts';
import type { ContentShelf } from '../image/content-shelf.ts';
import type { Step } from '../plugin/chain.ts';
import type { Exec } from '../plugin/exec.ts';
import type { Logger } from '../plugin/logger.ts';
import type { IdentityOptions, SigningOptions } from '../plugin/run-context.ts';
import type { RecordStore } from '../record/record-store.ts';
import type { TransferReport } from '../report/report.ts';
import type { TemporaryDirectory } from './temporary-directory.ts';

/** A chain as one or more images use it. */
export interface Chain {
  steps: readonly Step[];
  /** What published attestations depend on: the chain with its options, and the format. */
  fingerprint: string;
  /** As its signing plugin chose. */
  signing: SigningOptions;
  /** As its verifying plugin chose. */
  identity: IdentityOptions | undefined;
}

/** Everything that the images of one command share: connections, chains, trust. */
export interface Session {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly exec: Exec;
  /** Versions of tools, as the `check` of plugins has recorded them. */
  readonly tools: ReadonlyMap<string, string>;
  readonly format: AttestationFormat;
  /** Blobs that this session has put somewhere at the destination. */
  readonly ledger: BlobLedger;

  /** With the image that it is asked for, by the image's transport. */
  upstream(repository: RepositoryName, image?: ImageConfig): RepositoryReader;
  /** With the image that it is asked for, by the image's transport. */
  destination(repository: RepositoryName, image?: ImageConfig): Repository;
  /** Over connections that nothing was written through. `anonymous`: without credentials. */
  stranger(repository: RepositoryName, anonymous: boolean): Repository;

  /** All tags of an upstream repository, listed once in a session however many entries use it. */
  upstreamTags(repository: RepositoryName): Promise<string[]>;

  /** The manifest's entries that fill a repository. */
  entriesOf(repository: RepositoryName): readonly ImageConfig[];
  chain(image: ImageConfig): Chain;
  record(repository: RepositoryName): RecordStore;
  /** What is attached in an image's repository: one store for all entries that fill it, since each digest has a single writer. */
  attestations(image: ImageConfig): Promise<AttestationStore>;
  /** Whose statements count for an image. @throws MirrorError MIRROR_IDENTITY_UNKNOWN, MIRROR_SIGNING_KEY */
  policy(image: ImageConfig): Promise<VerificationPolicy>;
  /** Those of all images that fill this repository, as far as they are known: none replaces what is another's. */
  policies(repository: RepositoryName): Promise<VerificationPolicy[]>;
  trust(): Promise<Trust>;
  signer(image: ImageConfig): Promise<Signer>;
  /** What of its images is on local disk. */
  readonly shelf: ContentShelf;
  /** A directory below the session's own, removed with it at the latest. */
  temporaryDirectory(): TemporaryDirectory;
  /** Adds what a copy did to `transfer`. */
  countCopy(result: CopyResult): void;
  transfer(): TransferReport;
  close(): Promise<void>;
}
