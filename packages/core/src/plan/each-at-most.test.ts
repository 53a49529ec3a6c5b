import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eachAtMost } from './each-at-most.ts';

it('works on at most so many at once, and keeps the order', async () => {
  let [now, most] = [0, 0];
  const items = Array.from({ length: 50 }, (_, index) => index);
  const results = await eachAtMost(8, items, async (item) => {
    now += 1;
    most = Math.max(most, now);
    await delay(item % 3);
    now -= 1;
    return item * 2;
  });
  expect(results).toEqual(items.map((item) => item * 2));
  expect(most).toBe(8);
});

it.each([
  ['no items', [], []],
  ['fewer items than may be at once', [1], [1]],
])('takes %s', async (_name, items, expected) => {
  expect(await eachAtMost(8, items, async (item) => item)).toEqual(expected);
});

it('throws what one of them throws', async () => {
  const work = eachAtMost(2, [1, 2, 3], (item) =>
    item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
  );
  await expect(work).rejects.toThrow('two');
});
