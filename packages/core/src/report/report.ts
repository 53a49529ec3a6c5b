import type { MirrorError } from '@multiarch-mirror/errors';
import type { Attestation } from './attestation.ts';

/** What was to be done with a tag. */
export type Action = 'create' | 'update' | 'repair' | 'unchanged' | 'moved' | 'gone';
/** How it ended. */
export type Status = 'done' | 'failed' | 'deferred';

/** The document of `mirror run --json`; `mirror plan --json` leaves out what has not happened yet. */
export interface Report {
  version: 1;
  summary: { actions: Record<Action, number>; statuses?: Record<Status, number> };
  images: ImageReport[];
  /** `mirror plan --sizes`. */
  sizes?: SizesReport;
  transfer?: TransferReport;
  seconds?: number;
  /** When it ended, ISO 8601. */
  finished?: string;
  /** The manifest as it was named. */
  manifest?: string;
  /** `--shard I/N`. */
  shard?: string;
  /** `mirror export` and `mirror import`: the directory between them. */
  exchange?: ExchangeReport;
  /** Where entries of the transparency log can be looked up. */
  log?: string;
  /** Commands by which anyone can check what was published. */
  verify?: string[];
  /** `mirror report`: how many reports this one is made of, and how many tags stood in several, of which the latest counts. */
  merged?: { reports: number; superseded: number };
  /** What kept a command from doing anything; `mirror report`: what kept one of its shards. */
  errors?: ErrorReport[];
  /** `mirror verify`: what is worth knowing and no failure, beside what was verified. */
  warnings?: ErrorReport[];
}

/** One for each tag. */
export interface ImageReport {
  image: string;
  /** Where its entry begins in the manifest. */
  line: number;
  column?: number;
  source?: string;
  /** An assembly has one source for each platform. */
  sources?: { platform: string; reference: string; digest?: string }[];
  destination: string;
  action: Action;
  status?: Status;
  reason: string;
  /** Deferred: until when, ISO 8601, where it is known. */
  until?: string;
  /** Deferred by a registry's limit: whose. */
  registry?: string;
  /** In a plan: why a run would put it off. */
  deferred?: 'rateLimit' | 'minimumAge' | 'missingPlatform';
  digest?: string;
  upstreamDigest?: string;
  platforms?: { platform: string; digest: string }[];
  missingPlatforms?: string[];
  /** `mirror plan --sizes`: bytes of the image, and how many of them have to be copied. */
  size?: { image: number; copy: number };
  attestations?: Attestation[];
  seconds?: number;
  error?: ErrorReport;
}

/** What both sides of an air gap can compare, past the directory that is carried across it. */
export interface ExchangeReport {
  directory: string;
  /** Of all tags in the directory with their digests. */
  inventory: string;
  /** sha256 of the trusted root that attestations were verified against. */
  trustedRoot?: string;
  /** `export --prune`: what was taken away. */
  pruned?: { tags: string[]; blobs: number; bytes: number };
}

export interface ErrorReport {
  code: string;
  message: string;
  hint?: string;
  side?: 'source' | 'destination';
  registry?: string;
  /** The image was refused, or does not verify. */
  policy?: true;
}

/** What all images together weigh, what has to be copied of it, and what it cost to ask. */
export interface SizesReport {
  image: number;
  copy: number;
  /** As in `transfer`, of which they are a part. */
  requests: TransferReport['requests'];
}

export interface TransferReport {
  /** host → "METHOD kind" → count. */
  requests: Record<string, Record<string, number>>;
  bytesRead: number;
  bytesWritten: number;
  blobsCopied: number;
  blobsMounted: number;
  blobsPresent: number;
}

/** A report, and the errors behind it as they were thrown. */
export interface RunResult {
  report: Report;
  /** One for each tag that failed or was deferred by a limit. PolicyErrors say that an image was refused or does not verify. */
  errors: MirrorError[];
}
