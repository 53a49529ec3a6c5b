import type { ImageConfig } from '../config/config.ts';
import { isWork, type PlannedTag, type RepositoryPlan } from '../plan/plan.ts';
import { upstreamKey } from '../plan/upstream.ts';

/** One destination digest with all tags that will point to it: copied, attested, verified and published together. */
export interface WorkUnit {
  image: ImageConfig;
  tags: PlannedTag[];
  /** Repairs leave the content alone: the digest that stands at the destination. */
  repairs?: string;
}

/** The units of a destination repository. `latest` goes with the version that it follows where that is being worked on. */
export function workUnits(plan: RepositoryPlan): WorkUnit[] {
  const units = new Map<string, WorkUnit>();
  for (const planned of plan.tags) {
    if (!isWork(planned) || planned.follows !== undefined) continue;
    const repairs = planned.action === 'repair' ? planned.current : undefined;
    const key = `${planned.image.position.line}:${repairs ?? upstreamKey(planned.upstream)}`;
    const unit = units.get(key);
    if (unit !== undefined) unit.tags.push(planned);
    else units.set(key, { image: planned.image, tags: [planned], ...(repairs !== undefined && { repairs }) });
  }
  for (const latest of plan.tags) {
    if (latest.follows === undefined || !isWork(latest)) continue;
    unitOf([...units.values()], latest)?.tags.push(latest);
  }
  return [...units.values()];
}

/** The unit that publishes the version which `latest` follows. */
function unitOf(units: readonly WorkUnit[], latest: PlannedTag): WorkUnit | undefined {
  return units.find(({ image, tags }) => image === latest.image && tags.some(({ tag }) => tag === latest.follows));
}
