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
  transfer?: TransferReport;
  seconds?: number;
}

/** One for each tag. */
export interface ImageReport {
  image: string;
  /** The entry's line in the manifest. */
  line: number;
  source?: string;
  /** An assembly has one source for each platform. */
  sources?: { platform: string; reference: string; digest?: string }[];
  destination: string;
  action: Action;
  status?: Status;
  reason: string;
  /** Deferred: until when, ISO 8601, where it is known. */
  until?: string;
  digest?: string;
  upstreamDigest?: string;
  platforms?: { platform: string; digest: string }[];
  missingPlatforms?: string[];
  attestations?: Attestation[];
  seconds?: number;
  error?: ErrorReport;
}

export interface ErrorReport {
  code: string;
  message: string;
  hint?: string;
  side?: 'source' | 'destination';
  registry?: string;
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
