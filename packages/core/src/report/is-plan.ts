import type { Report } from './report.ts';

/** A plan has no status; a run of no images has counts of them all the same. */
export function isPlan({ summary, errors }: Report): boolean {
  return summary.statuses === undefined && errors === undefined;
}
