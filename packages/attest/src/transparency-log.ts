import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { Bundle, TransparencyLogEntry } from '@sigstore/bundle';
import type { RekorWitness } from '@sigstore/sign';

/** How often a log is asked for the same entry when its answers are broken. */
const attempts = 3;

/** A transparency log that speaks version 1 of Rekor's API. */
export interface TransparencyLog {
  readonly url: string;
  /**
   * Enters a signature, `dsse` for an envelope and `hashedrekord` for a message signature. `verifier` is the certificate or
   * public key, PEM.
   * @throws MirrorError MIRROR_LOG
   */
  enter(content: Bundle['content'], verifier: string): Promise<TransparencyLogEntry>;
  /**
   * The entry at an index, with its inclusion proof.
   * @throws MirrorError MIRROR_LOG
   */
  entryAt(logIndex: number): Promise<TransparencyLogEntry>;
}

export function rekorLog(url: string): TransparencyLog {
  const base = url.replace(/\/$/, '');
  let opened: Promise<RekorWitness> | undefined;
  const witness = () => (opened ??= openWitness(base));
  return {
    url: base,
    enter: (content, verifier) => repeated(base, async () => testify(await witness(), content, verifier)),
    entryAt: (logIndex) => repeated(base, () => fetchEntry(base, logIndex)),
  };
}

/** With its HTTP client the library takes long to load. */
async function openWitness(rekorBaseURL: string): Promise<RekorWitness> {
  const { RekorWitness } = await import('@sigstore/sign');
  return new RekorWitness({
    rekorBaseURL,
    entryType: 'dsse',
    retry: { retries: 3, minTimeout: 500 },
    timeout: 30_000,
  });
}

async function testify(witness: RekorWitness, content: Bundle['content'], verifier: string) {
  const { tlogEntries } = await witness.testify(content, verifier);
  const entry = tlogEntries[0];
  if (entry?.inclusionProof === undefined) throw new Error('its answer holds no inclusion proof');
  return entry;
}

/**
 * The library repeats what the network or the server refused, and fetches the entry when an answer was lost (409). An answer that
 * is broken it does not repeat: that happens here, with the same signature, so that there is never a second entry.
 */
async function repeated<T>(url: string, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt < attempts && !isRefusal(error)) continue;
      const problem = toMirrorError(error).message;
      throw new MirrorError('MIRROR_LOG', `the transparency log ${url} did not take the entry: ${problem}`, {
        hint: 'Try again later; nothing has to be cleaned up.',
        cause: error,
      });
    }
  }
}

/** A definite answer of the server: asking again would not change it. */
function isRefusal(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const status = cause instanceof Error && 'statusCode' in cause ? Number(cause.statusCode) : 0;
  return status >= 400;
}

interface RekorEntry {
  body: string;
  integratedTime: number;
  logID: string;
  logIndex: number;
  verification: {
    signedEntryTimestamp: string;
    inclusionProof: {
      checkpoint: string;
      hashes: string[];
      logIndex: number;
      rootHash: string;
      treeSize: number;
    };
  };
}

/** sigstore-js can ask by UUID only, which the legacy format does not keep. */
async function fetchEntry(base: string, logIndex: number): Promise<TransparencyLogEntry> {
  const response = await fetch(`${base}/api/v1/log/entries?logIndex=${logIndex}`, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`it answered ${response.status} for entry ${logIndex}`);
  const [entry] = Object.values((await response.json()) as Record<string, RekorEntry>);
  if (entry === undefined) throw new Error(`it has no entry ${logIndex}`);
  const proof = entry.verification.inclusionProof;
  const canonicalizedBody = Buffer.from(entry.body, 'base64');
  const { kind, apiVersion } = JSON.parse(canonicalizedBody.toString('utf8')) as Record<string, unknown>;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex') },
    kindVersion: { kind: String(kind), version: String(apiVersion) },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: {
      signedEntryTimestamp: Buffer.from(entry.verification.signedEntryTimestamp, 'base64'),
    },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: Buffer.from(proof.rootHash, 'hex'),
      treeSize: String(proof.treeSize),
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'hex')),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody,
  };
}
