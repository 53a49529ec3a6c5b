import type { Exchange } from './exchange.ts';
import { RegistryError } from './registry-error.ts';

/** Refuses what is more than the options' `burstLimit` allows. @throws RegistryError 403 with words like GHCR's, or 429 without any */
export function checkBurst({ state, record }: Exchange): void {
  const { burstLimit } = state.options;
  if (burstLimit === undefined || record.kind === 'token') return;
  const { requests, milliseconds, status } = burstLimit;
  const now = Date.now();
  if (now - state.burst.since >= milliseconds) state.burst = { since: now, requests: 0 };
  state.burst.requests += 1;
  if (state.burst.requests <= requests) return;
  if (status === 429) throw new RegistryError(429, 'TOOMANYREQUESTS', 'too many requests');
  const wait = state.burst.since + milliseconds - now;
  throw new RegistryError(403, 'DENIED', `retry-after: ${wait}ms, allowed: ${requests}/second`);
}
