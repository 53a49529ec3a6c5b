import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { RekorWitness } from '@sigstore/sign';
import { isLoggedEnvelope } from './envelope.ts';
import { send, trustEnvironment } from './http.ts';
import { logError } from './log-fault.ts';
import type { PersistentService } from './persistent-service.ts';
import { BrokenAnswer } from './service-fault.ts';
import type { Entered, TransparencyLog } from './transparency-log.ts';

/** Version 1 of Rekor's API: entries of type `dsse` for envelopes and `hashedrekord` for other signatures. */
export class RekorV1 implements TransparencyLog {
  readonly url: string;
  readonly #service: PersistentService;
  #opened: Promise<RekorWitness> | undefined;

  constructor(url: string, service: PersistentService) {
    this.url = url.replace(/\/+$/, '');
    this.#service = service;
  }

  /**
   * The library fetches the entry where one stands already (409), as it does when an answer was lost; so there is never a second entry.
   */
  enter({ content, envelope, credential, signature }: Entered): Promise<TransparencyLogEntry> {
    return this.#service.ask(
      async () => {
        this.#opened ??= openWitness(this.url);
        const witness = await this.#opened;
        const { tlogEntries } = await witness.testify(content, credential.identity.pem);
        const entry = tlogEntries[0];
        if (entry?.inclusionProof === undefined)
          throw new BrokenAnswer('its answer holds no inclusion proof');
        if (!entry.canonicalizedBody.includes(signature.toString('base64')))
          throw new BrokenAnswer('its answer is the entry of something else');
        // cosign before 2.6 compares the text.
        if (envelope !== undefined && !isLoggedEnvelope(envelope, entry))
          throw new BrokenAnswer('its answer is the entry of something else');
        return entry;
      },
      logError(this.url, 'did not take the entry'),
    );
  }

  /**
   * The entry at an index, with its inclusion proof. sigstore-js can ask by UUID only, which the legacy format does not keep.
   * @throws MirrorError MIRROR_LOG, MIRROR_LOG_UNREACHABLE
   */
  entryAt(logIndex: number): Promise<TransparencyLogEntry> {
    return this.#service.ask(
      async () => {
        const response = await send(`${this.url}/api/v1/log/entries?logIndex=${logIndex}`, {
          headers: { accept: 'application/json' },
        });
        const [entry] = Object.values((await response.json()) as Record<string, RekorEntry>);
        if (entry === undefined) throw new BrokenAnswer(`it has no entry ${logIndex}`);
        return toEntry(entry);
      },
      logError(this.url, `did not give the entry ${logIndex}`),
    );
  }
}

/** With its HTTP client the library takes long to load. */
async function openWitness(rekorBaseURL: string): Promise<RekorWitness> {
  trustEnvironment();
  const { RekorWitness } = await import('@sigstore/sign');
  return new RekorWitness({ rekorBaseURL, entryType: 'dsse', retry: false, timeout: 30_000 });
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

function toEntry(entry: RekorEntry): TransparencyLogEntry {
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
