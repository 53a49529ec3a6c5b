import type { RunEvent } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { imageLabel } from './image-label.ts';
import type { Colors } from './printer.ts';
import { formatBytes, formatSeconds } from './quantity.ts';
import { Rate } from './rate.ts';

/** Platforms of one image that are named. */
const named = 3;

/** One image that is being worked on. */
export class LiveRow {
  readonly label: string;
  readonly #rate = new Rate();
  #phase = 'waiting';
  #platforms: readonly string[] = [];
  #complete: ReadonlySet<string> = new Set();
  #done = 0;
  #total = 0;

  constructor(image: { image: string; tags: readonly string[] }) {
    this.label = imageLabel(image);
  }

  on(event: RunEvent, now: number): void {
    if (event.type === 'phase') this.#phase = event.phase;
    if (event.type === 'platforms') this.#platforms = event.platforms;
    if (event.type !== 'progress') return;
    this.#rate.add(event.bytes, now);
    this.#complete = new Set(event.complete);
    this.#done = event.done;
    this.#total = event.total;
  }

  /** What stands behind the label: step, bytes, rate and what is left, platforms. */
  cells(now: number): string[] {
    return [printable(this.#phase), this.#amount(), this.#pace(now), this.#platformList()];
  }

  #amount(): string {
    if (this.#total === 0) return '';
    const all = formatBytes(this.#total);
    return this.#done < this.#total ? `${formatBytes(this.#done)} of ${all}` : all;
  }

  /** `24 MB/s, 9 s left` */
  #pace(now: number): string {
    if (this.#done >= this.#total) return '';
    const rate = this.#rate.perSecond(now);
    if (rate === undefined) return '';
    return `${formatBytes(rate)}/s${timeLeft(this.#total - this.#done, rate)}`;
  }

  /** `amd64 ✓ arm64`; `2/9 platforms` of many. */
  #platformList(): string {
    const { length } = this.#platforms;
    if (length > named) return `${this.#complete.size}/${length} platforms`;
    return this.#platforms
      .map((platform) => {
        const name = printable(platform.replace(/^linux\//, ''));
        return this.#complete.has(platform) ? `${name} ✓` : name;
      })
      .join(' ');
  }
}

/** `, 9 s left`; nothing where nothing flows. */
export function timeLeft(amount: number, perSecond: number): string {
  if (perSecond < 1e-6) return '';
  const seconds = amount / perSecond;
  return seconds > 24 * 3600 ? '' : `, ${formatSeconds(Math.max(1, Math.round(seconds)))} left`;
}

/** Rows with their cells below one another. */
export function alignRows(rows: readonly LiveRow[], now: number, { dim }: Colors): string[] {
  const cells = rows.map((row) => [row.label, ...row.cells(now)]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.min(column === 0 ? 48 : 28, Math.max(0, ...cells.map((texts) => texts[column]?.length ?? 0))),
  );
  return cells.map(([label = '', ...details]) => {
    const shown = details.flatMap((text, index) => {
      const width = widths[index + 1] ?? 0;
      // A column in which nothing stands takes no room.
      return width === 0 && text === '' ? [] : text.padEnd(width);
    });
    return `  ${label.padEnd(widths[0] ?? 0)}  ${dim(shown.join('  ').trimEnd())}`;
  });
}
