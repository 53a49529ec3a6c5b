import { isWork, type Plan, type RunEvent } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { imageLabel } from './image-label.ts';
import type { Colors } from './printer.ts';
import { count, formatBytes } from './quantity.ts';

interface Row {
  label: string;
  phase: string;
  bytes: number;
}

/** What the live view shows of a run: one line for the whole, and one for each image that is being worked on. */
export class LiveRows {
  readonly #rows = new Map<string, Row>();
  readonly #colors: Colors;
  #total: number | undefined;
  #ended = 0;
  #failed = 0;
  #bytes = 0;

  constructor(colors: Colors) {
    this.#colors = colors;
  }

  on(event: RunEvent): void {
    switch (event.type) {
      case 'planned':
        this.#total = tagsWithWork(event.plan);
        break;
      case 'started':
        this.#rows.set(keyOf(event), { label: imageLabel(event), phase: 'waiting', bytes: 0 });
        break;
      case 'phase':
        this.#update(event, (row) => {
          row.phase = printable(event.phase);
        });
        break;
      case 'progress':
        this.#bytes += event.bytes;
        this.#update(event, (row) => {
          row.bytes += event.bytes;
        });
        break;
      case 'finished':
        this.#rows.delete(keyOf(event));
        this.#ended += event.reports.length;
        this.#failed += event.reports.filter(({ status }) => status === 'failed').length;
        break;
      case 'log':
        break;
    }
  }

  /** `3 of 12 tags, 1 failed, 1.2 GB` */
  header(): string {
    if (this.#total === undefined && this.#ended === 0 && this.#rows.size === 0)
      return 'looking at both sides';
    const parts = [
      this.#total === undefined
        ? count(this.#ended, 'tag')
        : `${this.#ended} of ${count(this.#total, 'tag')}`,
    ];
    if (this.#failed > 0) parts.push(this.#colors.red(`${this.#failed} failed`));
    if (this.#bytes > 0) parts.push(formatBytes(this.#bytes));
    return parts.join(', ');
  }

  /** At most `limit` lines. */
  lines(limit: number): string[] {
    const rows = [...this.#rows.values()];
    const shown = rows.length <= limit ? rows : rows.slice(0, limit - 1);
    const lines = shown.map(({ label, phase, bytes }) => {
      const amount = bytes === 0 ? '' : ` ${formatBytes(bytes)}`;
      return `${label} ${this.#colors.dim(`${phase}${amount}`)}`;
    });
    if (shown.length < rows.length) lines.push(this.#colors.dim(`and ${rows.length - shown.length} more`));
    return lines;
  }

  #update(event: { image: string; tags: readonly string[] }, change: (row: Row) => void): void {
    const row = this.#rows.get(keyOf(event));
    if (row !== undefined) change(row);
  }
}

function keyOf({ image, tags }: { image: string; tags: readonly string[] }): string {
  return JSON.stringify([image, tags]);
}

function tagsWithWork({ repositories }: Plan): number {
  return repositories.reduce((sum, { tags }) => sum + tags.filter(isWork).length, 0);
}
