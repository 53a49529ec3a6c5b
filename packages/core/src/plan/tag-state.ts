import type { Repository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { RepositoryRecord } from '../record/record.ts';
import type { Session } from '../session/session.ts';
import type { PlannedTag } from './plan.ts';

export interface PlanOptions {
  /** Trust no record: look at everything on the destination. */
  deep?: boolean;
  /** A HEAD upstream for each immutable tag, too. */
  checkMoved?: boolean;
  /** Milliseconds since the epoch; for `minimumAge`. */
  now: number;
}

/** What planning a tag needs to know. */
export interface TagState {
  session: Session;
  image: ImageConfig;
  destination: Repository;
  record: RepositoryRecord;
  listed: ReadonlySet<string>;
  /** Collects digests that `minimumAge` sees for the first time. */
  seen: Record<string, string>;
  /** What the source's versions end with, where hardly any is plain (`Selection`). */
  usual: string | undefined;
  options: PlanOptions;
}

/** A tag of which it is not decided yet what to do. */
export type UndecidedTag = Omit<PlannedTag, 'action' | 'reason'>;
