import { contentFingerprint } from '../plan/fingerprint.ts';
import { rootAtDestination } from '../image/root.ts';
import type { Session } from '../session/session.ts';
import type { RepositoryRun } from './run.ts';

/** Enters tags that a close look found complete, so that the next run need not look again. */
export async function recordUnrecorded(session: Session, { plan, changes }: RepositoryRun): Promise<void> {
  for (const { image, tag, unrecorded, current, upstream, missing, follows } of plan.tags) {
    if (unrecorded === undefined || current === undefined || changes.tags[tag] !== undefined) continue;
    const { platforms } = await rootAtDestination(session.destination(plan.repository), current);
    changes.tags[tag] = {
      digest: current,
      upstream,
      platforms: platforms.map(({ platform, descriptor }) => ({ platform, digest: descriptor.digest })),
      missing,
      content: contentFingerprint(image),
      chain: session.chain(image).fingerprint,
      ...(follows !== undefined && { follows }),
    };
  }
}
