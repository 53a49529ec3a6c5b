import { createHash } from 'node:crypto';
import { MirrorError } from '@multiarch-mirror/errors';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { TransparencyLogEntry as LogEntry, PublicKeyDetails } from '@sigstore/protobuf-specs';
import { CreateEntryRequest, type Verifier } from '@sigstore/protobuf-specs/rekor/v2';
import type { Credential } from './credential.ts';
import { send } from './http.ts';
import { logError } from './log-fault.ts';
import type { PersistentService } from './persistent-service.ts';
import { BrokenAnswer, statusOf } from './service-fault.ts';
import type { Entered, TransparencyLog } from './transparency-log.ts';

/**
 * Version 2 of Rekor's API (rekor-tiles): `hashedrekord` over what was signed, for envelopes too. Entries carry no time and no promise: a
 * timestamp authority has to say when. sigstore-js would send entries of type `dsse`, which such logs refuse, and knows certificates only.
 */
export class RekorV2 implements TransparencyLog {
  readonly url: string;
  readonly #service: PersistentService;

  constructor(url: string, service: PersistentService) {
    this.url = url.replace(/\/+$/, '');
    this.#service = service;
  }

  enter({ message, signature, credential }: Entered): Promise<TransparencyLogEntry> {
    const request = CreateEntryRequest.toJSON({
      spec: {
        $case: 'hashedRekordRequestV002',
        hashedRekordRequestV002: {
          digest: createHash('sha256').update(message).digest(),
          signature: { content: signature, verifier: verifierOf(credential) },
        },
      },
    });
    let asked = 0;
    return this.#service.ask(
      async () => {
        asked += 1;
        const answer = await send(`${this.url}/api/v2/log/entries`, {
          method: 'POST',
          headers: { accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify(request),
        });
        return entryOf(JSON.parse(answer.body), signature);
      },
      (error, fault) =>
        // A log of this version does not show an entry again.
        asked > 1 && statusOf(error) === 409
          ? new MirrorError(
              'MIRROR_LOG',
              `the answer of the transparency log ${this.url} was lost, and it gives it only once`,
              {
                hint: 'Run again: it signs anew; nothing has to be cleaned up.',
                cause: error,
              },
            )
          : logError(this.url, 'did not take the entry')(error, fault),
    );
  }
}

/** @throws BrokenAnswer */
function entryOf(json: unknown, signature: Buffer): TransparencyLogEntry {
  const entry = LogEntry.fromJSON(json);
  const { logId, kindVersion, inclusionProof } = entry;
  if (logId === undefined || kindVersion === undefined || inclusionProof?.checkpoint === undefined)
    throw new BrokenAnswer('its answer holds no inclusion proof');
  if (!entry.canonicalizedBody.includes(signature.toString('base64')))
    throw new BrokenAnswer('its answer is the entry of something else');
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
