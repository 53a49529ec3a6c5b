import { isWork, type Plan, type RunEvent } from '@multiarch-mirror/core';
import { alignRows, LiveRow, timeLeft } from './live-row.ts';
import type { Colors } from './printer.ts';
import { count, formatBytes } from './quantity.ts';
import { Rate } from './rate.ts';

/** Tags that have ended before the time of the others is guessed. */
const enough = 5;

/** What the live view shows of a run: one line for the whole, and one for each image that is being worked on. */
export class LiveRows {
  readonly #rows = new Map<string, LiveRow>();
  readonly #colors: Colors;
  readonly #now: () => number;
  readonly #rate = new Rate();
  /** Rows that are on the screen keep their place until they end. */
  #shown: string[] = [];
  #looked: { looked: number; of: number } | undefined;
  #planned = false;
  #total = 0;
  #started: number | undefined;
  #ended = 0;
  #failed = 0;
  #deferred = 0;
  #bytes = 0;

  constructor(colors: Colors, now: () => number = () => performance.now()) {
    this.#colors = colors;
    this.#now = now;
  }

  on(event: RunEvent): void {
    switch (event.type) {
      case 'looked':
        this.#looked = event;
        this.#total += event.tags;
        break;
      case 'planned':
        this.#planned = true;
        this.#total = tagsWithWork(event.plan);
        break;
      case 'started':
        this.#started ??= this.#now();
        this.#rows.set(keyOf(event), new LiveRow(event));
        break;
      case 'progress':
        this.#bytes += event.bytes;
        this.#rate.add(event.bytes, this.#now());
        this.#rows.get(keyOf(event))?.on(event, this.#now());
        break;
      case 'phase':
      case 'platforms':
        this.#rows.get(keyOf(event))?.on(event, this.#now());
        break;
      case 'finished':
        this.#rows.delete(keyOf(event));
        this.#ended += event.reports.length;
        this.#failed += event.reports.filter(({ status }) => status === 'failed').length;
        this.#deferred += event.reports.filter(({ status }) => status === 'deferred').length;
        break;
      case 'log':
        break;
    }
  }

  /** `looked at 9 of 20 repositories; 3 of 12 tags, 1 failed, 1.2 GB, 24 MB/s, 40 s left` */
  header(): string {
    const looking = this.#looking();
    if (this.#total === 0 && this.#ended === 0 && this.#rows.size === 0)
      return looking ?? (this.#planned ? 'nothing to do' : 'looking at both sides');
    const parts = [
      this.#total === 0 ? count(this.#ended, 'tag') : `${this.#ended} of ${count(this.#total, 'tag')}`,
    ];
    if (this.#failed > 0) parts.push(this.#colors.red(`${this.#failed} failed`));
    if (this.#deferred > 0) parts.push(`${this.#deferred} deferred`);
    if (this.#bytes > 0) parts.push(formatBytes(this.#bytes));
    const rate = this.#rate.perSecond(this.#now());
    if (rate !== undefined && rate > 0) parts.push(`${formatBytes(rate)}/s`);
    const text = `${parts.join(', ')}${looking === undefined ? this.#left() : ''}`;
    return looking === undefined ? text : `${looking}; ${text}`;
  }

  /** At most `limit` lines. What is not on the screen yet takes the place of a row that has ended. */
  lines(limit: number): string[] {
    const room = this.#rows.size <= limit ? limit : limit - 1;
    const seen = new Set(this.#shown);
    const others = [...this.#rows.keys()].filter((key) => !seen.has(key));
    const places = this.#shown.flatMap((key) => (this.#rows.has(key) ? key : (others.shift() ?? [])));
    this.#shown = [...places, ...others].slice(0, Math.max(0, room));
    const rows = this.#shown.flatMap((key) => this.#rows.get(key) ?? []);
    const lines = alignRows(rows, this.#now(), this.#colors);
    const more = this.#rows.size - rows.length;
    if (more > 0 && limit > 0) lines.push(this.#colors.dim(`  and ${more} more`));
    return lines;
  }

  #looking(): string | undefined {
    if (this.#planned || this.#looked === undefined || this.#looked.looked === this.#looked.of)
      return undefined;
    const { looked, of } = this.#looked;
    return `looked at ${looked} of ${of} repositories`;
  }

  /** Of the whole, as the tags that have ended went. */
  #left(): string {
    if (this.#started === undefined || this.#ended < enough || this.#ended >= this.#total) return '';
    const seconds = (this.#now() - this.#started) / 1000;
    return seconds < 1 ? '' : timeLeft(this.#total - this.#ended, this.#ended / seconds);
  }
}

function keyOf({ image, tags }: { image: string; tags: readonly string[] }): string {
  return JSON.stringify([image, tags]);
}

function tagsWithWork({ repositories }: Plan): number {
  return repositories.reduce((sum, { tags }) => sum + tags.filter(isWork).length, 0);
}
