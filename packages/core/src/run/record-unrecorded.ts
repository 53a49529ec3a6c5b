import { platformDigests, rootAtDestination } from '../image/root.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import type { Session } from '../session/session.ts';
import type { RepositoryRun } from './repository-run.ts';

/** Enters tags that a close look found complete, so that the next run need not look again. */
export async function recordUnrecorded(session: Session, { plan, changes }: RepositoryRun): Promise<void> {
  for (const { image, tag, unrecorded, current, upstream, missing, follows } of plan.tags) {
    if (unrecorded === undefined || current === undefined || changes.tags[tag] !== undefined) continue;
    const root = await rootAtDestination(session.destination(plan.repository), current);
    changes.tags[tag] = {
      digest: current,
      upstream,
      platforms: platformDigests(root),
      missing,
      content: contentFingerprint(image),
      chain: session.chain(image).fingerprint,
      ...(follows !== undefined && { follows }),
    };
  }
}
