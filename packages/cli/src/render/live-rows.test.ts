import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { LiveRows } from './live-rows.ts';
import { eventsOf, imageConfig, imageReport, plannedTag, planOf } from './report.fixture.ts';

function rows(): LiveRows {
  return new LiveRows(pico.createColors(false));
}

describe('LiveRows', () => {
  it('has a row for an image from its start to its end, with its step and bytes', () => {
    const live = rows();
    const events = eventsOf('app', [imageReport('1.0.0'), imageReport('latest', { status: 'failed' })]);
    expect(live.lines(20)).toEqual([]);
    for (const event of events.slice(0, 5)) live.on(event);
    expect(live.lines(20)).toEqual(['app:1.0.0, latest copy 1.5 MB']);
    for (const event of events.slice(5)) live.on(event);
    expect(live.lines(20)).toEqual([]);
    expect(live.header()).toBe('2 tags, 1 failed, 1.5 MB');
  });

  it('counts against what was planned', () => {
    const live = rows();
    const image = imageConfig('app');
    const unchanged = plannedTag(image, '0.9.0', { action: 'unchanged' });
    live.on({
      type: 'planned',
      plan: planOf([plannedTag(image, '1.0.0'), plannedTag(image, 'latest'), unchanged]),
    });
    expect(live.header()).toBe('0 of 2 tags');
    for (const event of eventsOf('app', [imageReport('1.0.0')])) live.on(event);
    expect(live.header()).toBe('1 of 2 tags, 1.5 MB');
  });

  it('never has more rows than fit, however many images are worked on', () => {
    const live = rows();
    for (let number = 0; number < 500; number += 1) {
      live.on({ type: 'started', image: `app${number}`, tags: ['1'], destination: 'x', line: number });
    }
    expect(live.lines(20)).toHaveLength(20);
    expect(live.lines(20).at(-1)).toBe('and 481 more');
  });
});
