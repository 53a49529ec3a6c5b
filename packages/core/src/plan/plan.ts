import type { MirrorError } from '@multiarch-mirror/errors';
import type { RepositoryName } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { RepositoryRecord } from '../record/record.ts';
import type { Action } from '../report/report.ts';

/** What is to be done, grouped as it is done: by destination repository. */
export interface Plan {
  repositories: RepositoryPlan[];
}

export interface RepositoryPlan {
  repository: RepositoryName;
  tags: PlannedTag[];
  /** Entries of the manifest whose tags could not even be found out. */
  failures: { image: ImageConfig; error: MirrorError }[];
  record: RepositoryRecord;
  /** The destination's tags as the plan saw them. */
  listed: ReadonlySet<string>;
  /** First seen in this run, for `minimumAge`. */
  seen: Record<string, string>;
}

/** One destination tag. */
export interface PlannedTag {
  image: ImageConfig;
  tag: string;
  action: Action;
  /** Why, for people: `new`, `upstream moved`, … */
  reason: string;
  /** What the tag stands for upstream; empty where nothing had to be asked and nothing is recorded. */
  upstream: UpstreamReference[];
  /** Platforms asked for that upstream does not have, where the plan knows. */
  missing: string[];
  /** What the tag points to at the destination now, where the plan knows. */
  current?: string;
  /** What the content that stands there was made of, where the record knows it. */
  published?: UpstreamReference[];
  /** The platforms that stand at the destination, where the record knows them. */
  platforms?: { platform: string; digest: string }[];
  /** A repair of the content itself: something below the tag's digest is missing at the destination. */
  incomplete?: true;
  /** Bytes of the image, and how many of them have to be copied, where somebody has asked. */
  size?: { image: number; copy: number };
  /** Kept out, or followed no more, by a rule of the manifest. */
  denied?: true;
  /** Stands complete at the destination, but the record does not say so yet. */
  unrecorded?: true;
  /** `latest`: the version that it follows. */
  follows?: string;
  /** `latest`: the higher version that it would follow if that had been published. */
  unpublished?: string;
  /** `latest`: what the versions that it may follow end with, where hardly any is plain. */
  usual?: string;
  /** `latest` under a lock: it follows no version that the plan does not name. */
  locked?: true;
  /** Not now: until when, where it is known, and the error that a registry's limit came as. */
  deferred?: { reason: 'rateLimit' | 'minimumAge' | 'missingPlatform'; until?: string; error?: MirrorError };
  error?: MirrorError;
}

/** Whether a run has anything to do for this tag. */
export function isWork({ action, deferred, error }: PlannedTag): boolean {
  return (
    deferred === undefined &&
    error === undefined &&
    (action === 'create' || action === 'update' || action === 'repair')
  );
}
