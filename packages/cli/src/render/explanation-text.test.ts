import type { ExcludedTag, ExplainedTag, ImageExplanation, IncludedTag } from '@multiarch-mirror/core';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { printExplanation } from './explanation-text.ts';
import { hostile, plainPrinter } from './report.fixture.ts';

function lines(tags: ExplainedTag[], more: Partial<ImageExplanation> = {}): string[] {
  const output = new RecordingOutput();
  printExplanation(plainPrinter(output), {
    image: 'app',
    line: 3,
    destination: 'registry.test/mirror/app',
    listing: 'docker.io/up/app',
    selector: { kind: 'window', semver: '*', exclude: [], latest: false, prereleases: false, aliases: false },
    tags,
    ...more,
  });
  return output.lines;
}

const included = (tag: string, more: Partial<IncludedTag> = {}): IncludedTag => ({
  tag,
  in: true,
  kind: 'version',
  reason: 'in *',
  action: 'create',
  outcome: 'new',
  ...more,
});
const excluded = (tag: string, more: Partial<ExcludedTag> = {}): ExcludedTag => ({
  tag,
  in: false,
  kind: 'word',
  reason: 'not a version',
  ...more,
});

describe('printExplanation', () => {
  it('shows the selector without its defaults', () => {
    const selector = {
      kind: 'window' as const,
      regex: '^v\\d',
      exclude: ['rc'],
      keep: 3,
      latest: { downgrade: true },
      prereleases: true,
      aliases: true,
      mutable: false,
    };
    expect(lines([], { selector })[1]).toBe(
      "  by {regex: '^v\\d', exclude: [rc], keep: 3, latest: {downgrade: true}, prereleases: true, aliases: true, mutable: false} of docker.io/up/app",
    );
    expect(lines([])[1]).toBe('  by {semver: "*"} of docker.io/up/app');
  });

  it('says the places in the window of those that share a fate', () => {
    const tags = ['9', '8', '7', '6', '5'].map((tag, index) => included(tag, { position: index + 1 }));
    const denied = { ...tags[1], outcome: 'denied: no', action: 'unchanged' } as IncludedTag;
    const [first, , ...rest] = tags;
    const text = lines([first ?? denied, denied, ...rest]);
    expect(text.slice(2, 6)).toEqual([
      '  in   4  in *, places 1, 3 to 5 (create: new)',
      '          9, 7, 6, 5',
      '  in   1  in *, place 2 (unchanged: denied: no)',
      '          8',
    ]);
  });

  it('counts a version in two spellings as one place', () => {
    const tags = [
      included('v2', { position: 1 }),
      included('2', { position: 1 }),
      included('v1', { position: 2 }),
    ];
    expect(lines(tags)[2]).toBe('  in   3  in *, places 1 to 2 (create: new)');
  });

  it('names as many as fit on a line, and the last', () => {
    const tags = Array.from({ length: 5000 }, (_, index) => excluded(`word-${5000 - index}`));
    expect(lines(tags).slice(2, 4)).toEqual([
      '  out  5000  not a version',
      '             word-5000, word-4999, word-4998, word-4997, word-4996, word-4995, word-4994 … word-1',
    ]);
    const long = [excluded('x'.repeat(128)), excluded('y'.repeat(128)), excluded('z'.repeat(128))];
    expect(lines(long)[3]?.trim()).toBe(`${'x'.repeat(128)} … ${'z'.repeat(128)}`);
  });

  it('counts variants, the most frequent first', () => {
    const variants = ['a', 'b', 'b', 'c', 'd', 'e', 'f', 'g'];
    const tags = variants.map((of, index) => excluded(`${index}-${of}`, { kind: 'variant', of }));
    expect(lines(tags)[3]?.trim()).toBe('-b (2), -a (1), -c (1), -d (1), -e (1), -f (1) and 1 more');
  });

  it('says what stays at the destination', () => {
    const stays = excluded('a', { published: true });
    expect(lines([stays, excluded('b')])[2]).toContain('(1 of them published, stays)');
    expect(lines([stays])[2]).toContain('(published, stays)');
  });

  it('says what waits and what failed', () => {
    const error = { code: 'MIRROR_X', message: 'no access' };
    const tags = [
      included('2', { position: 1, deferred: 'minimumAge', outcome: 'too young' }),
      included('1', { position: 2, outcome: 'failed', error }),
    ];
    const text = lines(tags);
    expect([text[2], text[4]]).toEqual([
      '  in   1  in *, place 1 (deferred: too young)',
      '  in   1  in *, place 2 (failed: no access [MIRROR_X])',
    ]);
  });

  it('says nothing of a plan that could not be made', () => {
    const { action: _, outcome: __, ...unplanned } = included('1', { position: 1 });
    expect(lines([unplanned])[2]).toBe('  in   1  in *, place 1');
  });

  it('escapes what comes from outside', () => {
    const tags = [
      included(hostile, { reason: hostile, outcome: hostile }),
      included(hostile, { reason: hostile, error: { code: hostile, message: hostile } }),
      excluded(hostile, { reason: hostile, kind: 'variant', of: hostile }),
      excluded(hostile, { reason: hostile, kind: 'alias', of: hostile }),
    ];
    const selector = { kind: 'literal' as const, tags: [hostile] };
    const text = lines(tags, { image: hostile, listing: hostile, usual: hostile, selector }).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
