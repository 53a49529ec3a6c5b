import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { LiveRows } from './live-rows.ts';
import { eventsOf, hostile, imageConfig, imageReport, plannedTag, planOf } from './report.fixture.ts';

function rowsAt(clock = { now: 0 }): LiveRows {
  return new LiveRows(pico.createColors(false), () => clock.now);
}

function started(number: number) {
  return { type: 'started' as const, image: `app${number}`, tags: ['1'], destination: 'x', line: number };
}

describe('LiveRows', () => {
  it('has a row for an image from its start to its end: step, bytes, rate, what is left, platforms', () => {
    const clock = { now: 0 };
    const live = rowsAt(clock);
    const events = eventsOf('app', [imageReport('1.0.0'), imageReport('latest', { status: 'failed' })]);
    expect(live.lines(20)).toEqual([]);
    for (const event of events.slice(0, 5)) live.on(event);
    clock.now = 1000;
    for (const event of events.slice(5, 6)) live.on(event);
    clock.now = 1500;
    expect(live.lines(20)).toEqual([
      '  app:1.0.0, latest  copy  1.5 MB of 4.5 MB  1 MB/s, 3.0 s left  amd64 arm64 ✓',
    ]);
    expect(live.header()).toBe('0 tags, 1.5 MB, 1 MB/s');
    for (const event of events.slice(6)) live.on(event);
    expect(live.lines(20)).toEqual([]);
    expect(live.header()).toBe('2 tags, 1 failed, 1.5 MB, 1 MB/s');
  });

  it('counts against what is planned, as far as it is', () => {
    const live = rowsAt();
    expect(live.header()).toBe('looking at both sides');
    live.on({ type: 'looked', looked: 1, of: 2, tags: 0 });
    expect(live.header()).toBe('looked at 1 of 2 repositories');
    const image = imageConfig('app');
    const unchanged = plannedTag(image, '0.9.0', { action: 'unchanged' });
    live.on({ type: 'looked', looked: 2, of: 3, tags: 2 });
    for (const event of eventsOf('app', [imageReport('1.0.0')])) live.on(event);
    expect(live.header()).toBe('looked at 2 of 3 repositories; 1 of 2 tags, 1.5 MB');
    live.on({
      type: 'planned',
      plan: planOf([plannedTag(image, '1.0.0'), plannedTag(image, 'latest'), unchanged]),
    });
    expect(live.header()).toBe('1 of 2 tags, 1.5 MB');
  });

  it('guesses how long the rest takes from what has ended', () => {
    const clock = { now: 0 };
    const live = rowsAt(clock);
    live.on({ type: 'looked', looked: 1, of: 1, tags: 50 });
    for (let number = 0; number < 10; number += 1) live.on(started(number));
    clock.now = 20_000;
    for (let number = 0; number < 10; number += 1)
      live.on({ type: 'finished', image: `app${number}`, tags: ['1'], reports: [imageReport('1')] });
    expect(live.header()).toBe('10 of 50 tags, 1 min 20 s left');
  });

  it('never has more rows than fit, however many images are worked on', () => {
    const live = rowsAt();
    for (let number = 0; number < 500; number += 1) live.on(started(number));
    expect(live.lines(20)).toHaveLength(20);
    expect(live.lines(20).at(-1)).toBe('  and 481 more');
    expect(live.lines(0)).toEqual([]);
  });

  it('leaves a row where it is, and gives the place of one that has ended to one that waits', () => {
    const live = rowsAt();
    for (let number = 0; number < 10; number += 1) live.on(started(number));
    const names = () => live.lines(4).map((line) => /[a-z]+\d*/.exec(line)?.[0]);
    expect(names()).toEqual(['app0', 'app1', 'app2', 'and']);
    for (const image of ['app0', 'app1']) live.on({ type: 'finished', image, tags: ['1'], reports: [] });
    expect(names()).toEqual(['app3', 'app4', 'app2', 'and']);
    for (let number = 3; number < 10; number += 1)
      live.on({ type: 'finished', image: `app${number}`, tags: ['1'], reports: [] });
    expect(names()).toEqual(['app2']);
  });

  it('takes nothing from outside as it is', () => {
    const live = rowsAt();
    const names = { image: hostile, tags: [hostile] };
    live.on({ type: 'started', ...names, destination: 'x', line: 1 });
    live.on({ type: 'phase', ...names, phase: hostile });
    live.on({ type: 'platforms', ...names, platforms: [hostile] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(live.lines(20).join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});
