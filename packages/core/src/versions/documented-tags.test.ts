import { readFileSync } from 'node:fs';
import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { configOf } from '../config/manifest.fixture.ts';
import { selectTags } from './select-tags.ts';

const page = readFileSync(new URL('../../../../docs/tags.md', import.meta.url), 'utf8');
/** What somebody wants, what to write, and what comes of it. */
const rows = [...page.matchAll(/^\| (.+?) \| `([{[].+?)` \| (.+?) \|$/gm)].map(
  ([, want = '', tags = '', result = '']) => [want, tags.replaceAll('\\|', '|'), result] as const,
);

describe('docs/tags.md', () => {
  it('has its table', () => expect(rows.length).toBeGreaterThanOrEqual(8));

  it.each(rows)('%s: %s', (_want, tags, result) => {
    const text = `version: 1\ndestination: a.dev/b\nimages:\n  - source: docker.io/library/postgres\n    tags: ${tags}\n`;
    const [image] = configOf(text).images;
    const selected = image === undefined ? [] : selectTags(image.tags, tagListings.postgres);
    const [start = '', end] = result.split(' … ');
    const names = selected.map(({ tag }) => tag).join(', ');
    if (end === undefined) expect(names).toBe(start);
    else expect([names.startsWith(`${start}, `), names.endsWith(`, ${end}`)]).toEqual([true, true]);
  });
});
