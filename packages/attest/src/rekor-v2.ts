import { createHash } from 'node:crypto';
import { MirrorError } from '@multiarch-mirror/errors';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { TransparencyLogEntry as LogEntry, PublicKeyDetails } from '@sigstore/protobuf-specs';
import { CreateEntryRequest, type Verifier } from '@sigstore/protobuf-specs/rekor/v2';
import type { Credential } from './credential.ts';
import { StatusError, send } from './http.ts';
import { LostEntry, logError } from './log-fault.ts';
import type { PersistentService } from './persistent-service.ts';
import { BrokenAnswer } from './service-fault.ts';
import { standingEntry } from './standing-entry.ts';
import type { Entered, TransparencyLog } from './transparency-log.ts';
import type { Trust } from './trust.ts';

/**
 * Version 2 of Rekor's API (rekor-tiles): `hashedrekord` over what was signed, for envelopes too. Entries carry no time and no promise: a
 * timestamp authority has to say when. sigstore-js would send entries of type `dsse`, which such logs refuse, and knows certificates only.
 */
export class RekorV2 implements TransparencyLog {
  readonly url: string;
  readonly #service: PersistentService;
  readonly #trust: (() => Promise<Trust>) | undefined;

  /** @param trust by which an entry is recognised that stands there already */
  constructor(url: string, service: PersistentService, trust?: () => Promise<Trust>) {
    this.url = url.replace(/\/+$/, '');
    this.#service = service;
    this.#trust = trust;
  }

  /**
   * Where the entry stands already (409), since an answer was lost or an earlier run had the same signature, it is taken from the log's tiles.
   * @throws LostEntry when they do not show it
   */
  async enter({ message, signature, credential }: Entered): Promise<TransparencyLogEntry> {
    const request = CreateEntryRequest.toJSON({
      spec: {
        $case: 'hashedRekordRequestV002',
        hashedRekordRequestV002: {
          digest: createHash('sha256').update(message).digest(),
          signature: { content: signature, verifier: verifierOf(credential) },
        },
      },
    });
    const body = JSON.stringify(request);
    const entry = await this.#service.ask(
      async () => {
        const answered = await this.#post(body);
        if (answered?.canonicalizedBody.includes(signature.toString('base64')) === false)
          throw new BrokenAnswer('its answer is the entry of something else');
        return answered;
      },
      logError(this.url, 'did not take the entry'),
    );
    if (entry === undefined) throw new LostEntry(this.url);
    return entry;
  }

  async #post(body: string): Promise<TransparencyLogEntry | undefined> {
    try {
      const answer = await send(`${this.url}/api/v2/log/entries`, {
        method: 'POST',
        timeout: this.#service.timeout,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body,
      });
      return entryOf(JSON.parse(answer.body.toString('utf8')));
    } catch (error) {
      if (error instanceof StatusError && error.status === 409) return this.#standing(error);
      throw error;
    }
  }

  async #standing({ answer, message }: StatusError): Promise<TransparencyLogEntry | undefined> {
    // Before 2.1 it says so in words alone.
    const index = answer.headers['x-log-index'] ?? /with index (\d+)/.exec(message)?.[1];
    if (this.#trust === undefined || index === undefined) return undefined;
    return standingEntry(this.url, Number(index), await this.#trust(), this.#service.timeout);
  }
}

/** @throws BrokenAnswer */
function entryOf(json: unknown): TransparencyLogEntry {
  const entry = LogEntry.fromJSON(json);
  const { logId, kindVersion, inclusionProof } = entry;
  if (logId === undefined || kindVersion === undefined || inclusionProof?.checkpoint === undefined)
    throw new BrokenAnswer('its answer holds no inclusion proof');
  return { ...entry, logId, kindVersion };
}

/** @throws MirrorError MIRROR_SIGNING_KEY for a key that such logs do not take */
function verifierOf({ identity, algorithm }: Credential): Verifier {
  const keyDetails = algorithm.details;
  if (keyDetails === undefined || keyDetails === PublicKeyDetails.PUBLIC_KEY_DETAILS_UNSPECIFIED) {
    throw new MirrorError('MIRROR_SIGNING_KEY', `logs of version 2 take no key of type ${algorithm.name}`, {
      hint: 'Use a key on P-256, or `rekorVersion: 1`.',
    });
  }
  const rawBytes = pem.toDER(identity.pem);
  return identity.$case === 'certificate'
    ? { keyDetails, verifier: { $case: 'x509Certificate', x509Certificate: { rawBytes } } }
    : { keyDetails, verifier: { $case: 'publicKey', publicKey: { rawBytes } } };
}
