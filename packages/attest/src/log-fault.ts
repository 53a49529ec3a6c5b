import { MirrorError } from '@multiarch-mirror/errors';
import { reasonOf, type ServiceFault } from './service-fault.ts';

/** What a log did not do, in the words of its answer. */
export function logError(url: string, what: string) {
  return (error: unknown, fault: ServiceFault): MirrorError =>
    fault === 'unreachable'
      ? new MirrorError(
          'MIRROR_LOG_UNREACHABLE',
          `the transparency log ${url} is out of reach: ${reasonOf(error)}`,
          {
            hint: 'Check the network and `sigstore.rekor`, and try again later; nothing has to be cleaned up.',
            cause: error,
          },
        )
      : new MirrorError('MIRROR_LOG', `the transparency log ${url} ${what}: ${reasonOf(error)}`, {
          hint:
            fault === 'refused'
              ? 'Check `sigstore.rekor` and `rekorVersion`: the log does not take such entries.'
              : 'Try again later; nothing has to be cleaned up.',
          cause: error,
        });
}

/** The log has the entry, and neither its answer nor its tiles give it. */
export class LostEntry extends MirrorError {
  constructor(url: string) {
    super('MIRROR_LOG', `the transparency log ${url} has the entry already, and does not show it`, {
      hint: 'It answers with an entry only once. A key whose signatures are always the same needs its tiles (`/api/v2/checkpoint` and `/api/v2/tile/`, C2SP tlog-tiles) below `sigstore.rekor`.',
    });
  }
}
