import { rootAtDestination } from '../image/root.ts';
import type { Session } from '../session/session.ts';
import { recordedTag } from './recorded-tag.ts';
import type { RepositoryRun } from './repository-run.ts';

/** Enters tags that a close look found complete, so that the next run need not look again. */
export async function recordUnrecorded(session: Session, { plan, changes }: RepositoryRun): Promise<void> {
  for (const planned of plan.tags) {
    const { tag, unrecorded, current } = planned;
    if (unrecorded === undefined || current === undefined || changes.tags[tag] !== undefined) continue;
    const root = await rootAtDestination(session.destination(plan.repository), current);
    changes.tags[tag] = recordedTag(session, planned, root);
  }
}
