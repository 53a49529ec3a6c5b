import { distinctSorted } from '../stable-order.ts';
import type { SpdxPackage } from './spdx-document.ts';

/**
 * One element out of several that are the same: what the first says, completed by what only later ones know, with the
 * annotations of all.
 */
export function mergePackages(first: SpdxPackage, others: readonly SpdxPackage[]): SpdxPackage {
  const merged: Record<string, unknown> = { ...first };
  for (const other of others) {
    for (const [field, value] of Object.entries(other)) {
      if (isUnknown(merged[field])) merged[field] = value;
    }
  }
  const annotations = distinctSorted([first, ...others].flatMap((element) => element.annotations ?? []));
  if (annotations.length > 0) merged.annotations = annotations;
  return merged as unknown as SpdxPackage;
}

/** `false` is what `filesAnalyzed` says of an element without files. */
function isUnknown(value: unknown): boolean {
  return value === undefined || value === 'NOASSERTION' || value === false;
}
