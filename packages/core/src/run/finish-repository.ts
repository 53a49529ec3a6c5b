import { toMirrorError } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import type { RepositoryPlan } from '../plan/plan.ts';
import { imageError } from '../session/image-error.ts';
import type { Session } from '../session/session.ts';
import { publishLatest } from './publish-latest.ts';
import { recordUnrecorded } from './record-unrecorded.ts';
import { fail, type RepositoryRun } from './repository-run.ts';

/** `latest` moves when all versions have ended, then the record says what stands. */
export async function finishRepository(session: Session, repository: RepositoryRun): Promise<void> {
  const { plan, changes, reports, errors } = repository;
  // First, since `latest` may be to follow a version that an interrupted run has published.
  await recording(session, plan, () => recordUnrecorded(session, repository));
  for (const planned of plan.tags) {
    if (planned.follows === undefined) continue;
    try {
      const report = await publishLatest(session, repository, planned);
      if (report !== undefined) {
        reports.set(planned, report);
        errors.delete(planned);
      }
      if (planned.unpublished !== undefined) {
        const { reason } = report ?? reports.get(planned) ?? planned;
        session.log.info(`${planned.image.name}: ${planned.tag} ${reason}`);
      }
    } catch (thrown) {
      fail(repository, planned, imageError(session, planned.image, thrown));
    }
  }
  if (Object.keys(changes.tags).length + Object.keys(changes.seen).length === 0) return;
  await recording(session, plan, () => session.record(plan.repository).write(changes));
}

/** The record is a cache: without it the images are published all the same, and the next run looks closely. */
async function recording(session: Session, plan: RepositoryPlan, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (session.signal.aborted) return;
    session.log.warn(
      `the record of ${formatRepository(plan.repository)} could not be written: ${toMirrorError(thrown).message}`,
    );
  }
}
