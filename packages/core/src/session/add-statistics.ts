import type { Statistics } from '@multiarch-mirror/oci';
import type { TransferReport } from '../report/report.ts';

/** What several clients did, as one. */
export function addStatistics(
  all: readonly Pick<Statistics, 'requests' | 'bytesRead' | 'bytesWritten'>[],
): Pick<TransferReport, 'requests' | 'bytesRead' | 'bytesWritten'> {
  const sum: ReturnType<typeof addStatistics> = { requests: {}, bytesRead: 0, bytesWritten: 0 };
  for (const { requests, bytesRead, bytesWritten } of all) {
    sum.bytesRead += bytesRead;
    sum.bytesWritten += bytesWritten;
    for (const [host, counts] of Object.entries(requests)) {
      const known = sum.requests[host] ?? {};
      sum.requests[host] = known;
      for (const [kind, count] of Object.entries(counts)) known[kind] = (known[kind] ?? 0) + count;
    }
  }
  return sum;
}
