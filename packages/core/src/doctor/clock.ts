import type { Check } from './check.ts';

/** A certificate of Sigstore is valid for ten minutes, and tokens begin at a time. */
const tolerated = 30_000;
const broken = 5 * 60_000;

/** Whether this machine's clock is right, as a registry's answers show. @param ahead of this machine's, in milliseconds */
export function clockCheck(area: string, ahead: number | undefined): Check[] {
  if (ahead === undefined) return [];
  const off = Math.abs(ahead);
  if (off <= tolerated) return [{ area, status: 'ok', message: 'its clock and this one agree' }];
  const seconds = Math.round(off / 1000);
  return [
    {
      area,
      status: off > broken ? 'fail' : 'warn',
      message: `this machine's clock is ${seconds} s ${ahead > 0 ? 'behind' : 'ahead of'} the registry's`,
      hint: 'Set the clock (`timedatectl set-ntp true`): tokens and certificates count by it.',
    },
  ];
}
