import type { TransparencyLogEntry } from '@sigstore/bundle';
import { send } from './http.ts';
import { LogTiles, MissingTile } from './log-tiles.ts';
import { BrokenAnswer, statusOf } from './service-fault.ts';
import type { Trust } from './trust.ts';

/**
 * An entry that stands in a log of version 2, by the tiles and the checkpoint that the log shows to everybody: it answers with an entry
 * only once. Nothing where it does not show them, or where `trust` does not know the log.
 */
export async function standingEntry(
  url: string,
  index: number,
  trust: Trust,
  timeout: number,
): Promise<TransparencyLogEntry | undefined> {
  const read = (path: string): Promise<Buffer | undefined> => file(`${url}/api/v2/${path}`, timeout);
  const envelope = (await read('checkpoint'))?.toString('utf8');
  if (envelope === undefined) return undefined;
  const { size, rootHash, hints } = parseCheckpoint(envelope);
  const log = trust.material.tlogs.find(({ logID }) =>
    hints.some((hint) => hint.equals(logID.subarray(0, 4))),
  );
  if (log === undefined || index >= size) return undefined;
  const tiles = new LogTiles(read, size);
  try {
    const canonicalizedBody = await tiles.entry(index);
    const { kind, apiVersion } = JSON.parse(canonicalizedBody.toString('utf8')) as Record<string, unknown>;
    return {
      logIndex: String(index),
      logId: { keyId: log.logID },
      kindVersion: { kind: String(kind), version: String(apiVersion) },
      integratedTime: '0',
      inclusionPromise: undefined,
      inclusionProof: {
        logIndex: String(index),
        rootHash,
        treeSize: String(size),
        hashes: await tiles.proof(index),
        checkpoint: { envelope },
      },
      canonicalizedBody,
    };
  } catch (error) {
    if (error instanceof MissingTile) return undefined;
    if (error instanceof RangeError) throw new BrokenAnswer('its tiles are cut off', { cause: error });
    throw error;
  }
}

/** Nothing where there is none: 404, 501 of a log that shows its files elsewhere, and the like. */
async function file(url: string, timeout: number): Promise<Buffer | undefined> {
  try {
    return (await send(url, { timeout })).body;
  } catch (error) {
    const status = statusOf(error);
    if (status === 501 || (status !== undefined && status < 500 && status !== 408 && status !== 429))
      return undefined;
    throw error;
  }
}

/** @throws BrokenAnswer where it is none (C2SP, tlog-checkpoint and signed-note) */
function parseCheckpoint(text: string): { size: number; rootHash: Buffer; hints: Buffer[] } {
  const [note = '', signatures = ''] = text.split('\n\n');
  const [, size = '', rootHash = ''] = note.split('\n');
  const hints = [...signatures.matchAll(/^\u2014 \S+ (\S+)$/gm)].map(([, signature = '']) =>
    Buffer.from(signature, 'base64').subarray(0, 4),
  );
  if (!/^\d{1,15}$/.test(size) || hints.length === 0) throw new BrokenAnswer('it shows no checkpoint');
  return { size: Number(size), rootHash: Buffer.from(rootHash, 'base64'), hints };
}
