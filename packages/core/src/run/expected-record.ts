import type { ImageRoot } from '../image/root.ts';
import type { RecordedTag } from '../record/record.ts';
import type { Session } from '../session/session.ts';
import { latestLast, recordedTag } from './recorded-tag.ts';
import type { RepositoryRun } from './repository-run.ts';
import type { WorkUnit } from './work-unit.ts';

// While the last unit of a repository is on its way, everything that the record will hold is known, unless that unit fails. So its content
// goes there meanwhile, and not when all else is done.

/** What a unit will publish is known. */
export function expectUnit(
  session: Session,
  repository: RepositoryRun,
  unit: WorkUnit,
  root: ImageRoot,
): void {
  const entries = latestLast(unit.tags).map((planned): [string, RecordedTag] => [
    planned.tag,
    recordedTag(session, planned, root),
  ]);
  repository.expected.set(unit, Object.fromEntries(entries));
  prepareRecord(session, repository);
}

/** A unit has ended, however it did. */
export function endUnit(session: Session, repository: RepositoryRun, unit: WorkUnit): void {
  repository.expected.delete(unit);
  repository.pending -= 1;
  prepareRecord(session, repository);
}

function prepareRecord(session: Session, { plan, changes, pending, expected }: RepositoryRun): void {
  const [last] = expected.values();
  if (pending !== 1 || last === undefined) return;
  session.record(plan.repository).prepare({ tags: { ...changes.tags, ...last }, seen: changes.seen });
}
