import type { Exchange } from './exchange.ts';
import { RegistryError } from './registry-error.ts';

/** Refuses what is more than the options' `burstLimit` allows one client, known by its token. @throws RegistryError 403 with words like GHCR's, or 429 without any */
export function checkBurst(exchange: Exchange): void {
  const { state, record } = exchange;
  const { burstLimit } = state.options;
  if (burstLimit === undefined || record.kind === 'token') return;
  const { requests, milliseconds, status } = burstLimit;
  const now = Date.now();
  const client = exchange.header('authorization') ?? '';
  const known = state.bursts.get(client);
  const burst = known !== undefined && now - known.since < milliseconds ? known : { since: now, requests: 0 };
  state.bursts.set(client, burst);
  burst.requests += 1;
  if (burst.requests <= requests) return;
  if (status === 429) throw new RegistryError(429, 'TOOMANYREQUESTS', 'too many requests');
  const wait = burst.since + milliseconds - now;
  throw new RegistryError(403, 'DENIED', `retry-after: ${wait}ms, allowed: ${requests}/second`);
}
