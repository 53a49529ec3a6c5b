import { describe, expect, it, vi } from 'vitest';
import { HostQueue, RegistryGone, type SlotUse } from './host-queue.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Takes as many slots as there are, at most `wanted`. */
async function take(queue: HostQueue, use: SlotUse, wanted: number): Promise<(() => void)[]> {
  const releases: (() => void)[] = [];
  for (let number = 0; number < wanted; number += 1) {
    void queue.acquire(use).then((release) => releases.push(release));
  }
  await settled();
  return releases;
}

describe('a registry that has been silent', () => {
  it('is gone for all who come or wait, for as long as it was silent', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const queue = new HostQueue(1);
    const [release] = await take(queue, 'other', 1);
    const waiting = expect(queue.acquire('other')).rejects.toThrow(RegistryGone);
    queue.silent(Date.now() - 1000);
    release?.();
    await waiting;
    await expect(queue.acquire('download')).rejects.toThrow(RegistryGone);
    vi.advanceTimersByTime(1000);
    expect(await take(queue, 'other', 1)).toHaveLength(1);
    vi.useRealTimers();
  });

  it('is not gone when others had answers meanwhile, or have one since', async () => {
    const queue = new HostQueue(4);
    queue.answered();
    queue.silent(Date.now() - 1000);
    expect(await take(queue, 'other', 1)).toHaveLength(1);
    queue.silent(Date.now() + 1000);
    queue.answered();
    expect(await take(queue, 'other', 1)).toHaveLength(1);
  });
});

describe('slots', () => {
  it.each([1, 2, 5])('of %i always leave one to uploads', async (concurrency) => {
    const queue = new HostQueue(concurrency);
    const downloads = await take(queue, 'download', 10);
    expect(downloads).toHaveLength(Math.max(1, concurrency - 1));
    expect(await take(queue, 'other', 10)).toHaveLength(1);
  });

  it('leave one to uploads also when the limit falls under what is running', async () => {
    const queue = new HostQueue(8);
    await take(queue, 'download', 7);
    queue.overloaded(Date.now());
    expect(await take(queue, 'other', 3)).toHaveLength(1);
  });

  it('go to what ends something before what begins something', async () => {
    const queue = new HostQueue(1);
    const [first] = await take(queue, 'other', 1);
    const order: string[] = [];
    const note = async (use: SlotUse) => {
      const release = await queue.acquire(use);
      order.push(use);
      release();
    };
    const noted = [note('other'), note('finish')];
    first?.();
    await Promise.all(noted);
    expect(order).toEqual(['finish', 'other']);
  });

  it('go to those who wait, in order, once they are free', async () => {
    const queue = new HostQueue(1);
    const [first] = await take(queue, 'other', 1);
    const order: number[] = [];
    const note = async (number: number) => {
      const release = await queue.acquire('other');
      order.push(number);
      release();
    };
    const noted = [note(1), note(2)];
    await settled();
    expect(order).toEqual([]);
    first?.();
    first?.();
    await Promise.all(noted);
    expect(order).toEqual([1, 2]);
  });

  it('are not waited for by what was stopped', async () => {
    const queue = new HostQueue(1);
    const [first] = await take(queue, 'other', 1);
    const controller = new AbortController();
    const waiting = queue.acquire('other', controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    first?.();
    expect(await take(queue, 'other', 1)).toHaveLength(1);
  });
});

describe('the limit', () => {
  it('falls by half once for one burst, and grows by one for each round of answers', () => {
    const queue = new HostQueue(8);
    const sent = Date.now();
    queue.overloaded(sent + 1000);
    queue.overloaded(sent - 1);
    expect(queue.limit).toBe(4);
    for (let answer = 0; answer < 4; answer += 1) queue.answered();
    expect(queue.limit).toBe(5);
    for (let answer = 0; answer < 1000; answer += 1) queue.answered();
    expect(queue.limit).toBe(8);
  });

  it('is never under one', () => {
    const queue = new HostQueue(2);
    for (let burst = 1; burst < 5; burst += 1) queue.overloaded(Date.now() + burst * 1000);
    expect(queue.limit).toBe(1);
  });

  it('is what the registry says is left, until it says otherwise', () => {
    const queue = new HostQueue(8);
    queue.heed({ remaining: 3, limit: 100 });
    expect(queue.limit).toBe(3);
    queue.heed({ remaining: 0, limit: 100 });
    expect(queue.limit).toBe(1);
    queue.heed({ remaining: 100, limit: 100 });
    expect(queue.limit).toBe(8);
  });
});

describe('requests', () => {
  it('wait for the end of a window of which nothing is left', async () => {
    const queue = new HostQueue(8);
    const before = Date.now();
    queue.heed({ remaining: 0, limit: 10, resetMs: 40 });
    (await queue.acquire('other'))();
    expect(Date.now() - before).toBeGreaterThanOrEqual(35);
  });

  it('are spread over a window of which little is left', async () => {
    const queue = new HostQueue(8);
    const before = Date.now();
    queue.heed({ remaining: 2, limit: 100, resetMs: 40 });
    for (let request = 0; request < 3; request += 1) (await queue.acquire('other'))();
    expect(Date.now() - before).toBeGreaterThanOrEqual(35);
  });

  it('do not wait for a window of hours', async () => {
    const queue = new HostQueue(8);
    queue.heed({ remaining: 1, limit: 100, resetMs: 21_600_000 });
    for (let request = 0; request < 3; request += 1) (await queue.acquire('other'))();
    expect(queue.limit).toBe(1);
  });
});
