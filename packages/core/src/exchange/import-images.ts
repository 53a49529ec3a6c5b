import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import {
  childRepository,
  formatRepository,
  type LayoutMember,
  parseRepository,
  type RepositoryName,
  SharedLayout,
  type SharedTag,
} from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { RunResult } from '../report/report.ts';
import type { EventListener } from '../run/run-event.ts';
import { copyOf } from '../session/own-copy.ts';
import type { Session } from '../session/session.ts';
import type { VerifiedUse } from '../verify/verified-use.ts';
import { verifyImages } from '../verify/verify-images.ts';
import { ImageImport } from './image-import.ts';
import { inventoryOf } from './inventory.ts';
import { layoutSession } from './layout-session.ts';
import { memberOf } from './member-of.ts';
import { broughtRoot, trustDigest } from './trusted-root-file.ts';

export interface ImportOptions {
  /** The layout that `exportImages` has filled. */
  directory: string;
  /** The inventory that the other side named, over another way. */
  expect?: string;
  /** The namespace in which the images were signed. Default: what the manifest says, then what the layout claims. */
  origin?: RepositoryName;
  /** The destination's records are written: the images are those of a manifest. */
  records: boolean;
  /** Images at once. */
  concurrency: number;
  on: EventListener;
}

/**
 * Brings the images of an export to the destination, with everything that is attached to them. Each tag is verified first, in the
 * layout and with no host asked, then by what arrived; only then it moves. An image that fails takes nothing from the others.
 * @throws MirrorError where the directory is no layout, PolicyError MIRROR_EXPORT_UNEXPECTED where it is not the one expected
 */
export async function importImages(
  session: Session,
  images: readonly ImageConfig[],
  options: ImportOptions,
): Promise<RunResult> {
  const { directory, expect, concurrency, on } = options;
  const layout = new SharedLayout(directory, { strict: true });
  await layout.check();
  const tags = await layout.tags();
  const inventory = inventoryOf(tags);
  if (expect !== undefined && expect !== inventory) throw unexpected(directory, expect, inventory);
  const trustedRoot = await compareRoots(session, images, directory);

  const members = new Map<string, LayoutMember>();
  const real = new Map<ImageConfig, ImageImport>();
  const standIns = images.map((image): ImageConfig => {
    const name =
      image.origin === undefined ? image.name : memberOf(namespaceOf(session, image), image.origin);
    const origin = originOfImage(session, image, name, tags, options);
    const member = layout.member(name);
    members.set(formatRepository(origin), member);
    const standIn = { ...image, repository: origin };
    const importing = { ...image, origin };
    real.set(
      standIn,
      new ImageImport(session, importing, {
        member,
        tags: tags.filter(isOf(name)),
        expected: expect !== undefined,
        records: options.records,
      }),
    );
    return standIn;
  });
  const within = layoutSession(session, (name) => {
    const member = members.get(formatRepository(name));
    if (member === undefined)
      throw new MirrorError('MIRROR_INTERNAL', `${formatRepository(name)} is in no export`);
    return member;
  });
  const importOf = (image: ImageConfig): ImageImport => real.get(image) as ImageImport;
  const use: VerifiedUse = {
    side: 'source',
    shown: (image) => importOf(image).repository,
    each: (verified) => importOf(verified.image).bring(verified),
    ended: (image) => importOf(image).record(),
    advise,
  };
  const { report, errors } = await verifyImages(within, standIns, { concurrency, on, use });
  return {
    report: { ...report, exchange: { directory, inventory, ...(trustedRoot && { trustedRoot }) } },
    errors,
  };
}

function isOf(name: string): (tag: SharedTag) => boolean {
  return (tag) => tag.name === name;
}

/** Of the manifest's own origin, below which the image's name stands. */
function namespaceOf(session: Session, image: ImageConfig): RepositoryName {
  return session.config.origin ?? image.repository;
}

/**
 * Where the image was signed. What the layout says of it nobody has signed; but what is verified has to have been signed for that very
 * repository.
 */
function originOfImage(
  session: Session,
  image: ImageConfig,
  name: string,
  tags: readonly SharedTag[],
  { origin }: Pick<ImportOptions, 'origin'>,
): RepositoryName {
  if (origin !== undefined) return childRepository(origin, name);
  if (image.origin !== undefined) return image.origin;
  const claims = new Set(tags.filter(isOf(name)).flatMap((tag) => tag.origin ?? []));
  const [claim] = claims;
  if (claim === undefined || claims.size > 1 || !claim.endsWith(`/${name}`)) return image.repository;
  if (claim !== formatRepository(image.repository)) {
    session.log.warn(
      `${image.name}: only the export says that it was signed as ${claim}; set attestations.origin, or give --origin`,
    );
  }
  try {
    return parseRepository(claim);
  } catch {
    return image.repository;
  }
}

/** Says how the root that is trusted here compares with the one that came along, which nobody trusts for that. */
async function compareRoots(
  session: Session,
  images: readonly ImageConfig[],
  directory: string,
): Promise<string | undefined> {
  if (!images.some((image) => session.chain(image).steps.length > 0)) return undefined;
  const [own, brought] = [await trustDigest(await session.trust()), await broughtRoot(directory)];
  if (brought === undefined) return own;
  if (brought === own) session.log.info(`the exporting side trusts the same root, ${own}`);
  else {
    session.log.warn(
      `the exporting side trusts another root (${brought}) than the one given here (${own}): it may be newer; what it alone signs does not verify here`,
    );
  }
  return own;
}

/** Hints of the other side of the air gap would mislead here. */
function advise(error: MirrorError): MirrorError {
  if (error.place.side !== 'source') return error;
  const hint =
    error instanceof PolicyError
      ? error.code === 'MIRROR_TAG_UNPROVEN' || error.code === 'MIRROR_WRONG_REPOSITORY'
        ? error.hint
        : 'Look at the way that the export has taken: export it again where it comes from, where `mirror verify` says whether the image is sound.'
      : 'Copy the export again, or complete it with `mirror export` where it comes from.';
  return copyOf(error, hint);
}

function unexpected(directory: string, expected: string, actual: string): PolicyError {
  return new PolicyError(`the export has the inventory ${actual}, not ${expected}`, {
    code: 'MIRROR_EXPORT_UNEXPECTED',
    place: { file: directory },
    hint: 'It is another export, or was changed on its way: compare with what `mirror export` printed last.',
  });
}
