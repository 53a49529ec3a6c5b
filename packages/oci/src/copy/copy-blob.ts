import type { Descriptor } from '../descriptor.ts';
import { unchanged } from '../digest.ts';
import type { LayoutRepository } from '../layout/layout-repository.ts';
import { formatRepository, referenceTo } from '../reference.ts';
import type { BlobOutcome, BlobReading, Repository, RepositoryReader } from '../repository.ts';
import { closeStream } from '../stream.ts';
import { isHuge } from '../transfer/huge-blob.ts';
import type { BlobLedger } from './blob-ledger.ts';
import { atSide, streamAtSide } from './side.ts';

export interface BlobCopy {
  from: RepositoryReader;
  to: Repository;
  ledger: BlobLedger;
  spool: LayoutRepository | undefined;
  signal: AbortSignal;
  onBytes: (descriptor: Descriptor, bytes: number) => void;
}

/** Brings one blob to the destination: it is there, is mounted, is read from where this run put it, or comes from the source. */
export async function copyBlob(copy: BlobCopy, descriptor: Descriptor): Promise<BlobOutcome> {
  for (;;) {
    const claim = copy.ledger.claim(descriptor.digest, copy.to);
    if (claim.kind === 'same') {
      if ((await claim.arrival) !== undefined) return 'present';
      continue;
    }
    let arrived = false;
    try {
      const holder = await claim.elsewhere;
      copy.signal.throwIfAborted();
      const outcome = await atSide('destination', () => bring(copy, descriptor, holder));
      arrived = true;
      return outcome;
    } finally {
      claim.settle(arrived);
    }
  }
}

async function bring(
  copy: BlobCopy,
  descriptor: Descriptor,
  holder: Repository | undefined,
): Promise<BlobOutcome> {
  const { from, to, ledger } = copy;
  // Within one registry even the source can be mounted from.
  const near = holder?.name ?? from.name;
  if (formatRepository(near) !== formatRepository(to.name) && (await to.mountBlob(descriptor, near)))
    return 'mounted';
  const push = () =>
    to.pushBlob(descriptor, async (reading) => {
      copy.signal.throwIfAborted();
      const source = await (holder === undefined
        ? readSource(from, descriptor, reading)
        : readHolder(holder, from, descriptor, reading));
      return watched(copy, descriptor, await spooled(copy.spool, descriptor, source));
    });
  // The largest first, so that none is left alone at the end.
  return isHuge(descriptor.size) ? ledger.huge.add(push, { priority: descriptor.size }) : push();
}

async function readHolder(
  holder: Repository,
  from: RepositoryReader,
  descriptor: Descriptor,
  reading: BlobReading | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await holder.blob(descriptor, reading);
  } catch {
    // The account may only write there: the source still has it.
    return readSource(from, descriptor, reading);
  }
}

async function readSource(
  from: RepositoryReader,
  descriptor: Descriptor,
  reading: BlobReading | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const { name } = from;
  const place = {
    reference: referenceTo(name, descriptor.digest),
    ...(name.transport === 'registry' && { registry: name.registry }),
  };
  return streamAtSide('source', place, await atSide('source', () => from.blob(descriptor, reading)));
}

/** Ends with an error when the copy is stopped. */
function watched(
  { signal, onBytes }: BlobCopy,
  descriptor: Descriptor,
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return unchanged(source, async function* (chunks) {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      onBytes(descriptor, chunk.length);
      yield chunk;
    }
  });
}

/** The stream, which also goes into a file of the spool on its way. It is verified already. */
async function spooled(
  spool: LayoutRepository | undefined,
  descriptor: Descriptor,
  source: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  if (spool === undefined) return source;
  try {
    if (await spool.hasBlob(descriptor)) return source;
  } catch (error) {
    await closeStream(source);
    throw error;
  }
  return unchanged(source, async function* (chunks) {
    const writer = await spool.blobWriter(descriptor);
    try {
      for await (const chunk of chunks) {
        await writer.write(chunk);
        yield chunk;
      }
      await writer.commit();
    } finally {
      await writer.abort();
    }
  });
}
