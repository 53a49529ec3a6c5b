import { setTimeout as delay } from 'node:timers/promises';
import { ociError } from '../codes.ts';
import { RegistryError } from '../registry-error.ts';
import { isSilence } from './network-error.ts';

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

/** Who says nothing for as long as it may, twice, is not asked again: each time costs minutes. */
export const silences = 2;

/**
 * Runs `attempt` until it succeeds, fails for good, or the policy's attempts are used up.
 * @param onSilence is told since when, where it was given up because nothing came at all
 */
export async function withRetry<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  attempt: (number: number) => Promise<T>,
  onSilence?: (since: number) => void,
): Promise<T> {
  const began = Date.now();
  let silent = 0;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (isSilence(error)) silent += 1;
      if (silent >= silences) onSilence?.(began);
      if (!isTransient(error) || number >= policy.attempts || silent >= silences) throw error;
      const wait = delayBefore(policy, number, error.retryAt);
      if (wait > policy.maxDelay) throw error;
      await pause(wait, signal);
    }
  }
}

/** @throws MirrorError MIRROR_INTERRUPTED */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw ociError('MIRROR_INTERRUPTED', 'the run was stopped', { cause: error });
  }
}

/** What the registry asks for, or half of the doubled base and a random part of the other half, so that clients spread. */
export function delayBefore(policy: RetryPolicy, failed: number, retryAt: Date | undefined): number {
  const backoff = Math.min(policy.baseDelay * 2 ** (failed - 1), policy.maxDelay);
  const jittered = backoff / 2 + (Math.random() * backoff) / 2;
  return retryAt === undefined ? jittered : Math.max(retryAt.getTime() - Date.now(), 0) + jittered / 4;
}

const unitMs: Record<string, number> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

/**
 * `Retry-After` in seconds (RFC 9110, section 10.2.3; also with a fraction), as a date, or as Go prints a duration: `10.3ms`,
 * `1m30s`.
 */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): Date | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return new Date(now + Number(text) * 1000);
  if (/^(\d+(\.\d+)?(h|m|s|ms|us|µs|μs|ns))+$/.test(text)) {
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|μs|ns|h|m|s)/g);
    const total = [...parts].reduce(
      (sum, [, amount, unit = '']) => sum + Number(amount) * (unitMs[unit] ?? 0),
      0,
    );
    return new Date(now + total);
  }
  // A bare number with a sign, or words, is no date, however leniently it is parsed.
  const date = /^[A-Za-z]{3,9},? /.test(text) || /^\d{4}-\d\d-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : new Date(date);
}
