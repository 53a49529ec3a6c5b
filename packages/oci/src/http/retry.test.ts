import { afterEach, describe, expect, it, vi } from 'vitest';
import { RegistryError } from '../registry-error.ts';
import { delayBefore, type RetryPolicy, withRetry } from './retry.ts';

const policy: RetryPolicy = { attempts: 4, baseDelay: 100, maxDelay: 1_000 };
const broken = (retryAt?: Date) =>
  new RegistryError('MIRROR_REGISTRY_ERROR', 'it failed', {
    transient: true,
    ...(retryAt !== undefined && { retryAt }),
  });

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the delay before another attempt', () => {
  it.each([
    [1, 50, 100],
    [2, 100, 200],
    [3, 200, 400],
    [4, 400, 800],
    [5, 500, 1_000],
    [50, 500, 1_000],
  ])('after failure %i is between %i and %i', (failed, least, most) => {
    const random = vi.spyOn(Math, 'random');
    for (const [chance, expected] of [
      [0, least],
      [1, most],
    ] as const) {
      random.mockReturnValue(chance);
      expect(delayBefore(policy, failed, undefined)).toBe(expected);
    }
  });

  it('is not the same for two clients that failed at the same time', () => {
    const delays = Array.from({ length: 20 }, () => delayBefore(policy, 1, undefined));
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  it('is at least what the registry asks for, and a little more for each', () => {
    vi.spyOn(Date, 'now').mockReturnValue(0);
    for (let times = 0; times < 20; times += 1) {
      const delay = delayBefore(policy, 1, new Date(500));
      expect(delay).toBeGreaterThan(500);
      expect(delay).toBeLessThanOrEqual(525);
    }
  });
});

describe('attempts', () => {
  const quick = { ...policy, baseDelay: 1 };

  it.each([
    ['are as many as the policy has', broken(), 4],
    ['are one where it will not help', new RegistryError('MIRROR_DENIED', 'no'), 1],
    ['are one where the fault is not the registry’s', new TypeError('a bug'), 1],
    [
      'are two where the registry says nothing for as long as it may',
      new RegistryError('MIRROR_REGISTRY_UNREACHABLE', 'it is silent', {
        transient: true,
        cause: Object.assign(new Error('Headers Timeout Error'), { code: 'UND_ERR_HEADERS_TIMEOUT' }),
      }),
      2,
    ],
    ['are one where the registry asks for more than is waited', broken(new Date(Date.now() + 3_600_000)), 1],
  ])('%s', async (_, error, expected) => {
    let made = 0;
    const attempt = () => {
      made += 1;
      return Promise.reject(error);
    };
    await expect(withRetry(quick, undefined, attempt)).rejects.toBe(error);
    expect(made).toBe(expected);
  });

  it('end when the run is stopped', async () => {
    const controller = new AbortController();
    const running = withRetry({ ...policy, baseDelay: 60_000, maxDelay: 60_000 }, controller.signal, () =>
      Promise.reject(broken()),
    );
    setTimeout(() => controller.abort(), 5);
    await expect(running).rejects.toMatchObject({ code: 'MIRROR_INTERRUPTED' });
  });
});
