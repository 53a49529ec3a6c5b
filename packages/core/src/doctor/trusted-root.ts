import type { Trust } from '@multiarch-mirror/attest';
import type { Check } from './check.ts';

type TrustedRoot = Trust['root'];

const day = 24 * 60 * 60 * 1000;
/** What ends sooner is worth a word. */
const soon = 30 * day;

/** Whether a trusted root's authorities and logs are valid at a time. */
export function validityChecks(area: string, source: string, root: TrustedRoot, now: number): Check[] {
  const kinds: [name: string, ends: number[]][] = [
    ['certificate authority', root.certificateAuthorities.map(({ validFor }) => endOf(validFor))],
    ['transparency log', root.tlogs.map(({ publicKey }) => endOf(publicKey?.validFor))],
  ];
  const checks = kinds.flatMap(([name, ends]): Check[] => {
    const last = Math.max(...ends, Number.NEGATIVE_INFINITY);
    if (last > now + soon) return [];
    const hint = 'Bring the trusted root up to date: `sigstore.trustedRoot`, or the TUF repository.';
    if (ends.length === 0) {
      return [{ area, status: 'fail', message: `${source} names no ${name}`, hint }];
    }
    const date = new Date(last).toISOString().slice(0, 10);
    const expired = last <= now;
    const message = `the last ${name} of ${source} ${expired ? 'has expired on' : 'expires on'} ${date}`;
    return [{ area, status: expired ? 'fail' : 'warn', message, hint }];
  });
  return checks.length > 0
    ? checks
    : [{ area, status: 'ok', message: `${source} gives a valid trusted root` }];
}

/** Without an end it is valid until another takes its place. */
function endOf(period: { end?: Date | undefined } | undefined): number {
  return period?.end?.getTime() ?? Number.POSITIVE_INFINITY;
}
