import { describe, expect, it } from 'vitest';
import { parseRateLimit } from './rate-limit.ts';

const now = 1_700_000_000_000;

describe('parseRateLimit', () => {
  it.each([
    ['nothing', {}, undefined],
    ['nonsense', { 'ratelimit-remaining': 'many' }, undefined],
    [
      "Docker Hub's",
      { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' },
      { remaining: 76, limit: 100 },
    ],
    [
      'three headers',
      { 'ratelimit-limit': '10', 'ratelimit-remaining': '1', 'ratelimit-reset': '7' },
      { remaining: 1, limit: 10, resetMs: 7000 },
    ],
    [
      'X-RateLimit with a time',
      { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000030' },
      { remaining: 0, limit: 5000, resetMs: 30_000 },
    ],
    [
      'the older draft in one header',
      { ratelimit: 'limit=100, remaining=50, reset=30' },
      { remaining: 50, limit: 100, resetMs: 30_000 },
    ],
    [
      'the newer draft, of several policies the narrowest',
      {
        ratelimit: '"daily";r=900;t=3600, "burst";r=3;t=5',
        'ratelimit-policy': '"daily";q=1000;w=86400, "burst";q=10;w=10',
      },
      { remaining: 3, limit: 10, resetMs: 5000 },
    ],
    ['the newer draft without a time', { ratelimit: '"default";r=50' }, { remaining: 50 }],
  ])('reads %s', (_, headers, expected) => {
    expect(parseRateLimit(headers, now)).toEqual(expected);
  });
});
