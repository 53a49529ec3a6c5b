import type { TagSelector } from '../config/config.ts';
import type { PlannedTag } from '../plan/plan.ts';
import type { Action, ErrorReport } from '../report/report.ts';
import type { OmissionKind } from '../versions/index.ts';

/** Why each tag of an image's listing is in or out. */
export interface ImageExplanation {
  image: string;
  /** The entry's line in the manifest. */
  line: number;
  destination: string;
  /** Whose tags these are; absent for literal tags and under a lock, which need no listing. */
  listing?: string;
  /** As the manifest has it, with its defaults. */
  selector: TagSelector;
  /** What the versions of the listing end with, where hardly any is plain: a range means those, too. */
  usual?: string;
  /** Those that are in, the highest version first, then those that are out, the highest first. */
  tags: ExplainedTag[];
}

/** A tag, and why it is in or out. */
export type ExplainedTag = IncludedTag | ExcludedTag;

export interface IncludedTag {
  tag: string;
  in: true;
  kind: 'version' | 'alias' | 'literal' | 'latest';
  /** Why it is in: `in >=16`. */
  reason: string;
  /** What an alias stands for, and what `latest` follows. */
  of?: string;
  /** Its version's place in the window, 1 for the highest. */
  position?: number;
  /** Followed when upstream moves it. */
  mutable?: boolean;
  /** What the plan has for it, and why: `unchanged`, `denied: breaks on arm64`. Absent where the plan could not be made. */
  action?: Action;
  outcome?: string;
  /** Not now: what for, and until when, where that is known. */
  deferred?: NonNullable<PlannedTag['deferred']>['reason'];
  until?: string;
  /** Planning it failed. */
  error?: ErrorReport;
}

export interface ExcludedTag {
  tag: string;
  in: false;
  kind: OmissionKind | 'unfit' | 'unlisted';
  /** The same for all tags of its kind. */
  reason: string;
  /** What tells it apart: what an alias stands for, a variant, the pattern that excludes it. */
  of?: string;
  /** Stands at the destination, and stays there. */
  published?: true;
}
