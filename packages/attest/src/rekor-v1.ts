import { createHash } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { isLoggedEnvelope } from './envelope.ts';
import { StatusError, send } from './http.ts';
import { logError } from './log-fault.ts';
import type { PersistentService } from './persistent-service.ts';
import { BrokenAnswer } from './service-fault.ts';
import type { Entered, TransparencyLog } from './transparency-log.ts';

/**
 * Version 1 of Rekor's API: entries of type `dsse` for envelopes and `hashedrekord` for other signatures. sigstore-js asks such logs too,
 * but makes the envelope's text anew from its bytes, which are a whole SBOM.
 */
export class RekorV1 implements TransparencyLog {
  readonly url: string;
  readonly #service: PersistentService;

  constructor(url: string, service: PersistentService) {
    this.url = url.replace(/\/+$/, '');
    this.#service = service;
  }

  /** Where an entry stands already (409), as it does when an answer was lost, it is fetched; so there is never a second one. */
  enter(entered: Entered): Promise<TransparencyLogEntry> {
    const { envelope, signature } = entered;
    const proposed = JSON.stringify(proposedEntry(entered));
    return this.#service.ask(
      async () => {
        const entry = await this.#create(proposed);
        if (entry.inclusionProof === undefined) throw new BrokenAnswer('its answer holds no inclusion proof');
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
   * The entry at an index, with its inclusion proof. The legacy format does not keep its UUID.
   * @throws MirrorError MIRROR_LOG, MIRROR_LOG_UNREACHABLE
   */
  entryAt(logIndex: number): Promise<TransparencyLogEntry> {
    return this.#service.ask(
      () => this.#fetch(`?logIndex=${logIndex}`),
      logError(this.url, `did not give the entry ${logIndex}`),
    );
  }

  async #create(proposed: string): Promise<TransparencyLogEntry> {
    try {
      const { body } = await send(`${this.url}${entries}`, {
        method: 'POST',
        timeout: this.#service.timeout,
        headers: { ...json, 'content-type': 'application/json' },
        body: proposed,
      });
      return entryOf(body);
    } catch (error) {
      const uuid = error instanceof StatusError && error.status === 409 ? standing(error) : undefined;
      if (uuid === undefined) throw error;
      return this.#fetch(`/${uuid}`);
    }
  }

  async #fetch(which: string): Promise<TransparencyLogEntry> {
    const { timeout } = this.#service;
    return entryOf((await send(`${this.url}${entries}${which}`, { headers: json, timeout })).body);
  }
}

const entries = '/api/v1/log/entries';
const json = { accept: 'application/json' };

/** rekor/openapi.yaml, ProposedEntry: a `dsse` entry with the text whose hash the log will keep, or a `hashedrekord`. */
function proposedEntry({ envelope, message, signature, credential }: Entered): object {
  const verifier = Buffer.from(credential.identity.pem).toString('base64');
  if (envelope !== undefined) {
    const spec = { proposedContent: { envelope, verifiers: [verifier] } };
    return { apiVersion: '0.0.1', kind: 'dsse', spec };
  }
  const value = createHash('sha256').update(message).digest('hex');
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value } },
      signature: { content: signature.toString('base64'), publicKey: { content: verifier } },
    },
  };
}

/** The UUID of the entry that stands already; of the address only its last part counts. */
function standing({ answer }: StatusError): string | undefined {
  const { location } = answer.headers;
  return typeof location === 'string' ? /(?:^|\/)([0-9a-f]{64,80})$/.exec(location)?.[1] : undefined;
}

/** rekor/openapi.yaml, LogEntry: one, by its UUID. */
interface RekorEntry {
  body: string;
  integratedTime: number;
  logID: string;
  logIndex: number;
  verification: {
    signedEntryTimestamp: string;
    inclusionProof?: {
      checkpoint: string;
      hashes: string[];
      logIndex: number;
      rootHash: string;
      treeSize: number;
    };
  };
}

/** @throws BrokenAnswer, SyntaxError */
function entryOf(answer: Buffer): TransparencyLogEntry {
  const [entry, ...others] = Object.values(JSON.parse(answer.toString('utf8')) as Record<string, RekorEntry>);
  if (entry === undefined || others.length > 0) throw new BrokenAnswer('its answer is not one entry');
  try {
    return toEntry(entry);
  } catch (error) {
    throw new BrokenAnswer('its answer is no entry', { cause: error });
  }
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
    inclusionProof: proof && {
      logIndex: String(proof.logIndex),
      rootHash: Buffer.from(proof.rootHash, 'hex'),
      treeSize: String(proof.treeSize),
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'hex')),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody,
  };
}
