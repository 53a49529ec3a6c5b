import { readdir } from 'node:fs/promises';
import { MirrorError } from '@multiarch-mirror/errors';
import {
  type AttachedCopy,
  BlobLedger,
  copyAttached,
  copyGraph,
  type Descriptor,
  formatRepository,
  type LayoutMember,
  SharedLayout,
} from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { isWhole } from '../image/check-content.ts';
import { completeGraph } from '../image/complete-graph.ts';
import { CopyMeter, type CopyState } from '../image/copy-meter.ts';
import type { ImageRoot } from '../image/root.ts';
import type { ExchangeReport, ImageReport, RunResult } from '../report/report.ts';
import type { EventListener } from '../run/run-event.ts';
import { memoize } from '../session/memoize.ts';
import type { Session } from '../session/session.ts';
import type { VerifiedTag, VerifiedUse } from '../verify/verified-use.ts';
import { verifyImages } from '../verify/verify-images.ts';
import { inventoryOf } from './inventory.ts';
import { memberOf } from './member-of.ts';
import { pruneExport } from './prune-export.ts';
import { writeTrustedRoot } from './trusted-root-file.ts';

export interface ExportOptions {
  /** Where the layout is, or is made. */
  directory: string;
  /** Takes out what the manifest no longer has. `all`: of images too that the manifest does not know. */
  prune?: 'all' | 'images';
  /** Images at once. */
  concurrency: number;
  on: EventListener;
}

/**
 * Brings what is published at the destination into one OCI layout, with everything that is attached to it: each tag once it verifies as
 * `mirror verify` does it. Upstream is asked nothing. What is there already is not read again; a tag's entry is written last, so the
 * layout is valid all the time.
 * @throws MirrorError MIRROR_LAYOUT_INVALID where the directory holds something else
 */
export async function exportImages(
  session: Session,
  images: readonly ImageConfig[],
  { directory, prune, concurrency, on }: ExportOptions,
): Promise<RunResult> {
  await refuseOthers(directory);
  const layout = new SharedLayout(directory);
  await layout.create();
  const use = exporting(session, layout);
  const { report, errors } = await verifyImages(session, images, { concurrency, on, use });
  const pruned =
    prune === undefined || session.signal.aborted
      ? undefined
      : await pruneExport(session, layout, images, report, prune);
  const attests = images.some((image) => session.chain(image).steps.length > 0);
  const exchange: ExchangeReport = {
    directory,
    inventory: inventoryOf(await layout.tags()),
    ...(attests && { trustedRoot: await writeTrustedRoot(directory, await session.trust()) }),
    ...(pruned && { pruned }),
  };
  return { report: { ...report, exchange }, errors };
}

interface Exported {
  image: ImageConfig;
  root: ImageRoot;
  member: LayoutMember;
  progress: (state: CopyState) => void;
}

function exporting(session: Session, layout: SharedLayout): VerifiedUse {
  const ledger = new BlobLedger();
  // Several tags may stand for one digest, and several images share platforms.
  const content = memoize<Exported, void>(
    ({ image, root }) => `${formatRepository(image.repository)}@${root.raw.descriptor.digest}`,
    (exported) => copyContent(session, ledger, exported),
  );
  const attached = memoize<Exported & { subject: Descriptor }, AttachedCopy>(
    ({ image, subject }) => `${formatRepository(image.repository)}@${subject.digest}`,
    ({ image, member, subject }) => copyAttached(session.stranger(image.repository, false), member, subject),
  );
  const each = async ({ image, tag, root, phase, progress }: VerifiedTag): Promise<Partial<ImageReport>> => {
    const name = memberOf(session.config.destination, image.repository);
    const member = layout.member(name, { origin: formatRepository(image.repository) });
    const before = await member.resolve(tag);
    const exported = { image, root, member, progress };
    phase('copy');
    await content(exported);
    phase('attach');
    const subjects = [...root.platforms.map(({ descriptor }) => descriptor), root.raw.descriptor];
    const copies = await Promise.all(subjects.map((subject) => attached({ ...exported, subject })));
    session.signal.throwIfAborted();
    phase('publish');
    await member.edit({
      tags: new Map([...copies.flatMap(({ edit }) => [...edit.tags]), [tag, root.raw.descriptor]]),
      referrers: copies.flatMap(({ edit }) => edit.referrers),
      remove: copies.flatMap(({ edit }) => edit.remove),
    });
    if (before === undefined) return { action: 'create', reason: 'new' };
    if (before.digest !== root.raw.descriptor.digest)
      return { action: 'update', reason: 'the tag has moved' };
    return copies.some(({ copied, edit }) => copied + edit.remove.length > 0)
      ? { action: 'update', reason: 'other attestations' }
      : { action: 'unchanged', reason: 'exported before' };
  };
  return {
    side: 'destination',
    shown: (image) => image.repository,
    each,
    advise: (error) => error,
  };
}

async function copyContent(
  session: Session,
  ledger: BlobLedger,
  { image, root, member, progress }: Exported,
): Promise<void> {
  const from = session.stranger(image.repository, false);
  const { descriptor } = root.raw;
  const meter = new CopyMeter(root, progress);
  const result = await copyGraph({
    from,
    to: member,
    root: descriptor,
    ledger,
    signal: session.signal,
    onProgress: meter.on,
  });
  meter.flush();
  session.countCopy(result);
  // The root is written last; but a disk may have lost something since.
  if (result.present && !(await isWhole(member, descriptor.digest)))
    await completeGraph(from, member, descriptor);
}

/** @throws MirrorError where the directory holds something that is no layout */
async function refuseOthers(directory: string): Promise<void> {
  const names = await readdir(directory).catch((thrown: NodeJS.ErrnoException): string[] => {
    if (thrown.code === 'ENOENT') return [];
    throw new MirrorError('MIRROR_LAYOUT_INVALID', `the directory cannot be read: ${thrown.message}`, {
      place: { file: directory },
      hint: 'Name a directory, which need not be there yet.',
      cause: thrown,
    });
  });
  if (names.length === 0 || names.includes('oci-layout')) return;
  throw new MirrorError('MIRROR_LAYOUT_INVALID', 'the directory holds something that is no OCI layout', {
    place: { file: directory },
    hint: 'Name an empty directory, or one that an earlier export has filled.',
  });
}
