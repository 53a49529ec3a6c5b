import type { ImageConfig } from '../config/config.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import { isWork, type PlannedTag, type RepositoryPlan } from '../plan/plan.ts';
import { upstreamKey } from '../plan/upstream.ts';
import type { Session } from '../session/session.ts';

/** One destination digest with all tags that will point to it: copied, attested, verified and published together. */
export interface WorkUnit {
  /** The entry of its first tag. Tags of other entries are here only where nothing that matters differs. */
  image: ImageConfig;
  tags: PlannedTag[];
  /** Repairs leave the content alone: the digest that stands at the destination. */
  repairs?: string;
}

/** The units of a destination repository. `latest` goes with the version that it follows where that is being worked on. */
export function workUnits(session: Session, plan: RepositoryPlan): WorkUnit[] {
  const units = new Map<string, WorkUnit>();
  for (const planned of plan.tags) {
    if (!isWork(planned) || planned.follows !== undefined) continue;
    const { image, upstream } = planned;
    const repairs = planned.action === 'repair' ? planned.current : undefined;
    const key = [
      planned.incomplete === true,
      contentFingerprint(image),
      session.chain(image).fingerprint,
      image.missingPlatform,
      repairs ?? upstreamKey(upstream),
    ].join(' ');
    const unit = units.get(key);
    if (unit !== undefined) unit.tags.push(planned);
    else units.set(key, { image, tags: [planned], ...(repairs !== undefined && { repairs }) });
  }
  for (const latest of plan.tags) {
    if (latest.follows === undefined || !isWork(latest)) continue;
    unitOf([...units.values()], latest)?.tags.push(latest);
  }
  return [...units.values()];
}

/** The unit that publishes the version which `latest` follows. */
function unitOf(units: readonly WorkUnit[], { image, follows }: PlannedTag): WorkUnit | undefined {
  return units.find(({ tags }) => tags.some((planned) => planned.image === image && planned.tag === follows));
}
