import PQueue from 'p-queue';
import { type Persistence, PersistentService } from './persistent-service.ts';
import { publicSigstore } from './public-sigstore.ts';
import { RekorV1 } from './rekor-v1.ts';
import { RekorV2 } from './rekor-v2.ts';
import { type TimestampAuthority, timestampAuthority } from './timestamp-authority.ts';
import type { TransparencyLog } from './transparency-log.ts';
import type { Trust } from './trust.ts';

/** What witnesses signatures. */
export interface SigningServiceOptions extends Persistence {
  /** Default: public Sigstore. */
  rekorUrl?: string;
  /** Of Rekor's API. Default: 1. 2 needs `timestampUrl`, since its entries carry no time. */
  rekorVersion?: 1 | 2;
  /** A timestamp authority. */
  timestampUrl?: string;
  /** What the log is verified by, for entries of a log of version 2 that stand there already. */
  trust?: () => Promise<Trust>;
}

export interface SigningServices {
  readonly log: TransparencyLog;
  readonly timestamp: TimestampAuthority | undefined;
  /** Signing waits here before anything is signed, so that a certificate does not end while its signature waits for the log. */
  readonly queue: PQueue;
}

/** The public log turns away who makes more than 500 entries a minute. */
const publicPace = { interval: 60_000, intervalCap: 400 };
/** Signatures on their way at once. */
const concurrency = 32;

export function openServices(options: SigningServiceOptions): SigningServices {
  const { rekorUrl = publicSigstore.rekorUrl, rekorVersion = 1, timestampUrl, trust } = options;
  const isPublic = rekorUrl.startsWith(publicSigstore.rekorUrl);
  return {
    log:
      rekorVersion === 1
        ? new RekorV1(rekorUrl, new PersistentService(options))
        : new RekorV2(rekorUrl, new PersistentService(options), trust),
    timestamp:
      timestampUrl === undefined
        ? undefined
        : timestampAuthority(timestampUrl, new PersistentService(options)),
    queue: new PQueue({ concurrency, ...(isPublic && publicPace) }),
  };
}
