import type { SizesReport } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { countsPulls } from '@multiarch-mirror/oci';
import { formatBytes } from './quantity.ts';

/** What there is to copy, and what it cost to find out: `sizes: 1.2 GB to copy of 3.4 GB; asking took 12 GET manifest at docker.io …` */
export function sizesLine({ image, copy, requests }: SizesReport): string {
  const asked = Object.entries(requests).map(([host, kinds]) => {
    const list = Object.entries(kinds).map(([kind, number]) => `${number} ${printable(kind)}`);
    const counted =
      countsPulls(host) && kinds['GET manifest'] !== undefined ? ' (each GET counts as a pull there)' : '';
    return `${list.join(' and ')} at ${printable(host)}${counted}`;
  });
  const cost = asked.length === 0 ? '' : `; asking took ${asked.join(', ')}`;
  return `sizes: ${formatBytes(copy)} to copy of ${formatBytes(image)}${cost}`;
}
