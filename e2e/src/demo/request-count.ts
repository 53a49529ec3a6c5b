import type { RecordedRequest } from '@multiarch-mirror/testing';

/** Requests as a registry saw them. */
export interface RequestCount {
  total: number;
  /** Those that may change something: everything but GET and HEAD. */
  writes: number;
  /** `GET tags` → 1 */
  kinds: Record<string, number>;
}

export function countRequests(requests: readonly RecordedRequest[]): RequestCount {
  const kinds: Record<string, number> = {};
  let writes = 0;
  for (const { method, kind } of requests) {
    const name = `${method} ${kind}`;
    kinds[name] = (kinds[name] ?? 0) + 1;
    if (method !== 'GET' && method !== 'HEAD') writes += 1;
  }
  return { total: requests.length, writes, kinds };
}

/** `3 (1 GET tags, 2 HEAD manifest)` */
export function describeCount({ total, kinds }: RequestCount): string {
  const parts = Object.entries(kinds).map(([name, number]) => `${number} ${name}`);
  return parts.length === 0 ? '0' : `${total} (${parts.join(', ')})`;
}
