import { type ImageRoot, platformDigests } from '../image/root.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import type { PlannedTag } from '../plan/plan.ts';
import type { RecordedTag } from '../record/record.ts';
import type { Session } from '../session/session.ts';

/** In the order in which tags move: `latest` behind the version that it follows. */
export function latestLast(tags: readonly PlannedTag[]): PlannedTag[] {
  return [...tags].sort((a, b) => Number(a.follows !== undefined) - Number(b.follows !== undefined));
}

/** What the record says of a tag that points to this root. */
export function recordedTag(
  session: Session,
  { image, upstream, missing, follows }: PlannedTag,
  root: ImageRoot,
): RecordedTag {
  return {
    digest: root.raw.descriptor.digest,
    upstream,
    platforms: platformDigests(root),
    missing,
    content: contentFingerprint(image),
    chain: session.chain(image).fingerprint,
    ...(follows !== undefined && { follows }),
  };
}
