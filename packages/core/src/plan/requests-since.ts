import type { TransferReport } from '../report/report.ts';

type Requests = TransferReport['requests'];

/** What was asked between two counts. */
export function requestsSince(before: Requests, now: Requests): Requests {
  const hosts = Object.entries(now).map(([host, counts]): [string, Record<string, number>] => {
    const kinds = Object.entries(counts).map(
      ([kind, count]) => [kind, count - (before[host]?.[kind] ?? 0)] as const,
    );
    return [host, Object.fromEntries(kinds.filter(([, count]) => count > 0))];
  });
  return Object.fromEntries(hosts.filter(([, kinds]) => Object.keys(kinds).length > 0));
}
