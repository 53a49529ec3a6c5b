import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { validateManifest } from '../config/validate-manifest.ts';
import { insertEntry } from './insert-entry.ts';
import type { ManifestEntry } from './manifest-entry.ts';

/** How somebody may have written the manifest. */
interface Writing {
  outer: number;
  gap: number;
  step: number;
  quote: string;
  form: 'block' | 'braces' | 'brackets' | 'lines';
  entries: number;
  apart: boolean;
  comments: boolean;
  comma: boolean;
  behind: boolean;
  ended: boolean;
  ending: string;
}

const writings = fc.record<Writing>({
  outer: fc.constantFrom(0, 1, 2, 4),
  gap: fc.integer({ min: 1, max: 4 }),
  step: fc.constantFrom(1, 2, 4),
  quote: fc.constantFrom('', '"', "'"),
  form: fc.constantFrom('block', 'braces', 'brackets', 'lines'),
  entries: fc.integer({ min: 0, max: 3 }),
  apart: fc.boolean(),
  comments: fc.boolean(),
  comma: fc.boolean(),
  behind: fc.boolean(),
  ended: fc.boolean(),
  ending: fc.constantFrom('\n', '\r\n', '\r'),
});

function write(writing: Writing): string {
  const { outer, gap, step, quote, form, entries, apart, comments, comma, behind, ended, ending } = writing;
  const pad = ' '.repeat(outer);
  const note = comments ? ' # why' : '';
  const names = Array.from({ length: entries }, (_, index) => `image${index}`);
  const braces = (name: string): string => `{source: ${quote}a/${name}${quote}, tags: [x]}`;
  const lines: string[] = ['version: 1', 'destination: ghcr.io/acme/mirror'];
  if (form === 'brackets') {
    lines.push(`images: [${names.map(braces).join(', ')}${comma && entries > 0 ? ',' : ''}]${note}`);
  } else if (form === 'lines') {
    const last = names.length - 1;
    const items = names.map(
      (name, index) => `${pad} ${braces(name)}${index < last || comma ? ',' : ''}${note}`,
    );
    lines.push('images: [', ...items, ']');
  } else if (entries === 0) lines.push('images: []');
  else {
    lines.push(`images:${note}`);
    for (const [index, name] of names.entries()) {
      if (apart && index > 0) lines.push('');
      if (comments) lines.push(`${pad}# ${name}`);
      const dash = `${pad}-${' '.repeat(gap)}`;
      const inner = ' '.repeat(dash.length);
      if (form === 'braces') lines.push(`${dash}${braces(name)}${note}`);
      else {
        lines.push(`${dash}source: ${quote}a/${name}${quote}${note}`, `${inner}tags:`);
        lines.push(`${inner}${' '.repeat(step)}- ${quote}x${quote}`);
      }
    }
    if (comments && outer > 0) lines.push(`${pad}# - source: a/other`);
  }
  if (behind) lines.push('', '# About registries.', 'registries: {}');
  return `${lines.join(ending)}${ended ? ending : ''}`;
}

const entry: ManifestEntry = {
  name: 'new',
  source: 'docker.io/library/redis',
  tags: { regex: '^\\d+$', exclude: ["^1'"], keep: 3 },
  platforms: ['linux/amd64'],
  missingPlatform: 'warn',
};

it('adds the entry to whatever is valid, and changes nothing else', () => {
  fc.assert(
    fc.property(writings, (writing) => {
      const before = write(writing);
      const after = insertEntry(before, entry);
      const { errors = [] } = validateManifest(after, { file: 'mirror.config.yaml' });
      expect(errors.map((error) => error.describe())).toEqual([]);
      // As YAML reads it: a return alone ends a line, too.
      const read = (text: string) => parse(text.replace(/\r\n?/g, '\n')) as { images: unknown[] };
      expect(read(after)).toEqual({ ...read(before), images: [...read(before).images, entry] });
      // The brackets of nothing go; all other bytes are there, in their order.
      let kept = 0;
      const rest = before.replace(' []', '');
      for (const character of after) if (character === rest[kept]) kept += 1;
      expect(rest.slice(kept)).toBe('');
      expect([...after.matchAll(/\r\n|\r|\n/g)].every(([found]) => found === writing.ending)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
