import type { Repository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { RepositoryRecord } from '../record/record.ts';
import type { Session } from '../session/session.ts';
import type { PlannedTag } from './plan.ts';
import type { UpstreamState } from './upstream.ts';

export interface PlanOptions {
  /** Trust no record: look at everything on the destination. */
  deep?: boolean;
  /** A HEAD upstream for each immutable tag, too. */
  checkMoved?: boolean;
  /** A run follows: the manifest of a tag that is new is read at once, in place of a HEAD now and a GET then. */
  reads?: boolean;
  /** `--locked`: what each image's tags stand for upstream, which is asked about nothing then. */
  locked?: LockedImages;
  /** Destination repositories that are looked at at once. Default: 64; each host bounds its requests. */
  concurrency?: number | undefined;
  /** Milliseconds since the epoch; for `minimumAge`. */
  now: number;
}

/** What a lock says of one image. */
export interface LockedTags {
  /** Tag → what it stands for upstream. */
  tags: ReadonlyMap<string, UpstreamState>;
  /** What the versions of upstream's listing ended with (`Selection`). */
  usual: string | undefined;
}
export type LockedImages = ReadonlyMap<ImageConfig, LockedTags>;

/** What planning a tag needs to know. */
export interface TagState {
  session: Session;
  image: ImageConfig;
  destination: Repository;
  /** The record, which may still be on its way: a tag that the destination does not list need not wait for it. */
  reading: Promise<RepositoryRecord>;
  listed: ReadonlySet<string>;
  /** Collects digests that `minimumAge` sees for the first time. */
  seen: Record<string, string>;
  /** What the source's versions end with, where hardly any is plain (`Selection`). */
  usual: string | undefined;
  options: PlanOptions;
}

/** What planning `latest` needs to know. */
export type LatestState = TagState & { record: RepositoryRecord };

/** A tag of which it is not decided yet what to do. */
export type UndecidedTag = Omit<PlannedTag, 'action' | 'reason'>;
