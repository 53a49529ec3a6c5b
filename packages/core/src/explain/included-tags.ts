import type { PlannedTag } from '../plan/plan.ts';
import { errorReport } from '../report/build-report.ts';
import type { SelectedTag } from '../versions/index.ts';
import type { IncludedTag } from './explanation.ts';

/** The tags of a selection with what the plan has for each, and the `latest` of the plan. */
export function includedTags(
  selected: readonly SelectedTag[],
  planned: readonly PlannedTag[],
): IncludedTag[] {
  const plans = new Map(planned.map((each) => [each.tag, each]));
  return [
    ...selected.map((tag): IncludedTag => {
      const { kind, reason, of, position, mutable } = tag;
      return {
        tag: tag.tag,
        in: true,
        kind,
        reason,
        ...(of !== undefined && { of }),
        ...(position !== undefined && { position }),
        mutable,
        ...outcomeOf(plans.get(tag.tag)),
      };
    }),
    ...planned.flatMap((latest): IncludedTag[] => {
      const { tag, follows, reason } = latest;
      if (follows === undefined) return [];
      return [{ tag, in: true, kind: 'latest', reason, of: follows, ...outcomeOf(latest) }];
    }),
  ];
}

/** Nothing where the plan could not be made. */
function outcomeOf(planned: PlannedTag | undefined): Partial<IncludedTag> {
  if (planned === undefined) return {};
  const { action, reason, deferred, error } = planned;
  return {
    action,
    outcome: reason,
    ...(deferred !== undefined && { deferred: deferred.reason }),
    ...(deferred?.until !== undefined && { until: deferred.until }),
    ...(error !== undefined && { error: errorReport(error) }),
  };
}
