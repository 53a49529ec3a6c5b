import { copyGraph, LayoutRepository, type Repository } from '@multiarch-mirror/oci';
import type { Session } from '../session/session.ts';
import { completeGraph } from './complete-graph.ts';
import { CopyMeter, type CopyState } from './copy-meter.ts';
import type { ImageRoot } from './root.ts';

export interface CopyRootOptions {
  /** Directory for the blobs that plugins will read. */
  spool?: string;
  /** How far it is, ten times in a second at most. */
  progress: (state: CopyState) => void;
  /** Trust nothing that is there: what is missing below is brought over, too. */
  deep: boolean;
  /** Bring along what upstream has attached. */
  upstreamReferrers: boolean;
  /** Nothing stands between the copy and its tags: the root is put with the first of them, and not before. */
  leaveRoot: boolean;
}

/** Brings a root with everything below it to the destination, by digest and untagged; the root itself comes last. */
export async function copyRoot(
  session: Session,
  to: Repository,
  root: ImageRoot,
  { spool, progress, deep, upstreamReferrers, leaveRoot }: CopyRootOptions,
): Promise<void> {
  const meter = new CopyMeter(root, progress);
  const shared = {
    to,
    signal: session.signal,
    ledger: session.ledger,
    referrers: upstreamReferrers,
    leaveRoot: leaveRoot && !root.assembled,
    ...(spool !== undefined && { spool: new LayoutRepository(spool) }),
    onProgress: meter.on,
  };
  // When one part fails, the others come to their end before the directory that they write to is removed.
  const copies = await Promise.allSettled(
    root.parts.map(async (part) => {
      const copy = await copyGraph({ ...shared, from: part.from, root: part.root });
      session.countCopy(copy);
      if (deep && copy.present) await completeGraph(part.from, to, part.root);
    }),
  );
  meter.flush();
  for (const copy of copies) if (copy.status === 'rejected') throw copy.reason;
  if (root.assembled) await to.pushManifest(root.raw);
}
