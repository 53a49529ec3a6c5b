import { MirrorError } from '@multiarch-mirror/errors';
import type { Bundle } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import { trustEnvironment } from './http.ts';
import type { PersistentService } from './persistent-service.ts';
import { BrokenAnswer, reasonOf } from './service-fault.ts';
import { checkTimestampFrame } from './timestamp-frame.ts';

/** Says when a signature was there already (RFC 3161). */
export type TimestampAuthority = (
  content: Bundle['content'],
  signature: Buffer,
) => Promise<Buffer<ArrayBuffer>>;

/**
 * A Sigstore timestamp authority; its URL with or without `/api/v1/timestamp`.
 * @throws MirrorError MIRROR_TIMESTAMP
 */
export function timestampAuthority(url: string, service: PersistentService): TimestampAuthority {
  return (content, signature) =>
    service.ask(
      async () => {
        trustEnvironment();
        const { TSAWitness } = await import('@sigstore/sign');
        const witness = new TSAWitness({
          tsaBaseURL: url.replace(/\/+$/, ''),
          retry: false,
          timeout: service.timeout,
        });
        const { rfc3161Timestamps } = await witness.testify(content);
        const timestamp = rfc3161Timestamps[0]?.signedTimestamp;
        if (timestamp === undefined) throw new BrokenAnswer('its answer is empty');
        const answer = Buffer.from(timestamp);
        refuseForeign(answer, signature);
        return answer;
      },
      (error, fault) =>
        new MirrorError(
          'MIRROR_TIMESTAMP',
          `the timestamp authority ${url} gave no timestamp: ${reasonOf(error)}`,
          {
            hint:
              fault === 'refused'
                ? 'Check `sigstore.timestamp`: it does not take such requests.'
                : 'Check `sigstore.timestamp`, and try again later; nothing has to be cleaned up.',
            cause: error,
          },
        ),
    );
}

/** @throws BrokenAnswer where it is no timestamp of this signature, or says no time that verifiers can read */
function refuseForeign(answer: Buffer<ArrayBuffer>, signature: Buffer): void {
  try {
    checkTimestampFrame(answer, []);
    const timestamp = RFC3161Timestamp.parse(answer);
    timestamp.tstInfo.verify(signature);
    if (Number.isNaN(timestamp.signingTime.getTime())) throw new TypeError('it says no time');
  } catch (error) {
    throw new BrokenAnswer('its answer is no timestamp of this signature', { cause: error });
  }
}
