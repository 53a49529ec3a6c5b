import { toMirrorError } from '@multiarch-mirror/errors';
import {
  blobsOf,
  type Descriptor,
  formatRepository,
  isArtifactManifest,
  isForeignLayer,
  isImageManifest,
  isIndex,
  parseImageIndex,
  type RawManifest,
  type RepositoryReader,
} from '@multiarch-mirror/oci';
import { type ImageRoot, resolveRoot } from '../image/root.ts';
import type { SizesReport } from '../report/report.ts';
import { type WorkUnit, workUnits } from '../run/work-unit.ts';
import type { Session } from '../session/session.ts';
import type { Plan, RepositoryPlan } from './plan.ts';
import { requestsSince } from './requests-since.ts';

/** A unit of work with everything that it consists of. */
interface Measured {
  plan: RepositoryPlan;
  unit: WorkUnit;
  /** Blobs and manifests by digest. */
  parts: Map<string, Descriptor>;
}

/**
 * Enters into the plan's tags what they weigh, and how much of that has to be copied: what several images share counts once, and
 * nothing that the destination has. It costs a GET of each manifest at the source, which some registries count, and at
 * destination repositories that hold something already a HEAD of each blob. What cannot be found out is a warning.
 */
export async function measurePlan(session: Session, plan: Plan): Promise<SizesReport> {
  const before = session.transfer().requests;
  const units = plan.repositories.flatMap((repository) =>
    workUnits(session, repository).map((unit) => ({ plan: repository, unit })),
  );
  const measured = (await Promise.all(units.map((unit) => measureUnit(session, unit)))).filter(
    (unit) => unit !== undefined,
  );
  const present = await presentParts(session, measured);
  const total = { image: 0, copy: 0 };
  const counted = new Set<string>();
  for (const { unit, parts } of measured) {
    const size = { image: 0, copy: 0 };
    for (const { digest, size: bytes } of parts.values()) {
      size.image += bytes;
      if (!counted.has(digest)) size.copy += present.has(digest) ? 0 : bytes;
      counted.add(digest);
    }
    for (const [index, planned] of unit.tags.entries())
      planned.size = { image: size.image, copy: index === 0 ? size.copy : 0 };
    total.image += size.image;
    total.copy += size.copy;
  }
  return { ...total, requests: requestsSince(before, session.transfer().requests) };
}

async function measureUnit(
  session: Session,
  { plan, unit }: Pick<Measured, 'plan' | 'unit'>,
): Promise<Measured | undefined> {
  const [first] = unit.tags;
  // A repair leaves the content alone, unless it is the content.
  if (first === undefined || (unit.repairs !== undefined && !first.incomplete)) return undefined;
  try {
    return { plan, unit, parts: await partsOf(await resolveRoot(session, unit.image, first)) };
  } catch (thrown) {
    const error = toMirrorError(thrown).at({ image: unit.image.name });
    session.log.warn(`the size of ${unit.image.name}:${first.tag} is not known: ${error.describe()}`);
    return undefined;
  }
}

async function partsOf(root: ImageRoot): Promise<Map<string, Descriptor>> {
  const parts = new Map<string, Descriptor>();
  if (root.assembled) parts.set(root.raw.descriptor.digest, root.raw.descriptor);
  await Promise.all(root.parts.map(({ from, root: part }) => collectParts(from, part, parts)));
  return parts;
}

async function collectParts(
  from: RepositoryReader,
  part: Descriptor | RawManifest,
  parts: Map<string, Descriptor>,
): Promise<void> {
  const raw = 'bytes' in part ? part : await from.manifest(part.digest);
  parts.set(raw.descriptor.digest, raw.descriptor);
  if (isIndex(raw.descriptor.mediaType)) {
    await Promise.all(parseImageIndex(raw).manifests.map((child) => collectParts(from, child, parts)));
    return;
  }
  for (const blob of blobsOf(raw)) if (!isForeignLayer(blob)) parts.set(blob.digest, blob);
}

/** Manifests are small, and put whether they are there or not. */
function isBlob({ mediaType }: Descriptor): boolean {
  return !isIndex(mediaType) && !isImageManifest(mediaType) && !isArtifactManifest(mediaType);
}

/** What the destination has already. Of a repository that is new nobody need ask. */
async function presentParts(session: Session, measured: readonly Measured[]): Promise<Set<string>> {
  const wanted = new Map<string, { plan: RepositoryPlan; blob: Descriptor }>();
  for (const { plan, parts } of measured) {
    if (plan.listed.size === 0) continue;
    for (const blob of [...parts.values()].filter(isBlob))
      wanted.set(`${formatRepository(plan.repository)} ${blob.digest}`, { plan, blob });
  }
  const found = await Promise.all(
    [...wanted.values()].map(async ({ plan, blob }) => {
      const repository = session.destination(plan.repository);
      try {
        return (await repository.hasBlob(blob)) ? [blob.digest] : [];
      } catch {
        // Whether it would be copied is then not known; the run finds out.
        return [];
      }
    }),
  );
  return new Set(found.flat());
}
