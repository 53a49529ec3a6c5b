import { setTimeout as delay } from 'node:timers/promises';
import { ociError } from '../codes.ts';
import { RegistryError } from '../registry-error.ts';

export interface RetryPolicy {
  /** Attempts in all. */
  attempts: number;
  /** Milliseconds before the second attempt; doubled each time. */
  baseDelay: number;
  /** Milliseconds; the longest that is waited, also when a registry asks for more: then it fails, saying until when. */
  maxDelay: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 5, baseDelay: 250, maxDelay: 60_000 };

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.transient;
}

/** Runs `attempt` until it succeeds, fails for good, or the policy's attempts are used up. */
export async function withRetry<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!isTransient(error) || number >= policy.attempts) throw error;
      const wait = delayBefore(policy, number, error.retryAt);
      if (wait > policy.maxDelay) throw error;
      await pause(wait, signal);
    }
  }
}

/** @throws MirrorError MIRROR_INTERRUPTED */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw ociError('MIRROR_INTERRUPTED', 'the run was stopped', { cause: error });
  }
}

/** What the registry asks for, or half of the doubled base and a random part of the other half, so that clients spread. */
function delayBefore(policy: RetryPolicy, failed: number, retryAt: Date | undefined): number {
  const backoff = Math.min(policy.baseDelay * 2 ** (failed - 1), policy.maxDelay);
  const jittered = backoff / 2 + (Math.random() * backoff) / 2;
  return retryAt === undefined ? jittered : Math.max(retryAt.getTime() - Date.now(), 0) + jittered / 4;
}

/** `Retry-After` in seconds (also with a fraction, or as Go prints a duration in milliseconds) or as a date. */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): Date | undefined {
  if (value === undefined) return undefined;
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)(ms|s)?\s*$/.exec(value) ?? [];
  if (amount !== undefined) return new Date(now + Number(amount) * (unit === 'ms' ? 1 : 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : new Date(date);
}
