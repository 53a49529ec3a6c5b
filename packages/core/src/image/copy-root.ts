import { copyGraph, LayoutRepository, type Repository } from '@multiarch-mirror/oci';
import type { Session } from '../session/session.ts';
import type { ImageRoot } from './root.ts';

export interface CopyRootOptions {
  /** Directory for the blobs that plugins will read. */
  spool?: string;
  /** Bytes that went to the destination since the last call. */
  progress: (bytes: number) => void;
}

/** Brings a root with everything below it to the destination, by digest and untagged; the root itself comes last. */
export async function copyRoot(
  session: Session,
  to: Repository,
  root: ImageRoot,
  { spool, progress }: CopyRootOptions,
): Promise<void> {
  const shared = {
    to,
    signal: session.signal,
    ledger: session.ledger,
    ...(spool !== undefined && { spool: new LayoutRepository(spool) }),
    onProgress: (event: { kind: string; bytes?: number }) => {
      if (event.kind === 'bytes' && event.bytes !== undefined) progress(event.bytes);
    },
  };
  await Promise.all(
    root.parts.map(async (part) => session.countCopy(await copyGraph({ ...shared, from: part.from, root: part.root }))),
  );
  if (root.assembled) await to.pushManifest(root.raw);
}
