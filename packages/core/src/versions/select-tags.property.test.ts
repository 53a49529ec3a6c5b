import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagSelector } from '../config/config.ts';
import { compareVersions } from './compare-versions.ts';
import { explainTags, highestVersion, selectTags } from './select-tags.ts';

const number = fc.integer({ min: 0, max: 12 });
const tag = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('', 'v'),
      fc.array(number, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '-rc1', '-rc', '-alpine', '-0', 'beta2', '.Final', '-ce.0', '-ce.1'),
    )
    .map(([v, parts, suffix]) => `${v}${parts.join('.')}${suffix}`),
  fc.constantFrom('latest', 'edge', 'sha256-abc', '20240101'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
);
const listing = fc.uniqueArray(tag, { maxLength: 60 });
const selector: fc.Arbitrary<TagSelector & { kind: 'window' }> = fc
  .record({
    by: fc.constantFrom<{ semver: string } | { regex: string }>(
      { semver: '*' },
      { semver: '>=3' },
      { semver: '^5.1 || 7.x' },
      { semver: '*-alpine' },
      { semver: '>=3-ce || <2' },
      { semver: '>=1.2.3.4 <9' },
      { regex: '.*' },
      { regex: '^v?\\d+\\.\\d+' },
    ),
    keep: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    prereleases: fc.boolean(),
    aliases: fc.boolean(),
  })
  .map(({ by, keep, ...flags }) => ({
    kind: 'window',
    exclude: [],
    latest: false,
    ...by,
    ...flags,
    ...(keep !== undefined && { keep }),
  }));

describe('selectTags, whatever the listing', () => {
  it('does not depend on its order, or on tags that stand in it twice', () => {
    const shuffled = listing.chain((tags) =>
      fc.tuple(fc.constant(tags), fc.shuffledSubarray(tags, { minLength: tags.length })),
    );
    fc.assert(
      fc.property(selector, shuffled, (chosen, [tags, other]) => {
        expect(selectTags(chosen, [...other, ...other])).toEqual(selectTags(chosen, tags));
      }),
    );
  });

  it('puts every tag either in or out, once, with a reason, and those in are the ones that are selected', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const { selected, omitted } = explainTags(chosen, tags);
        expect([...selected, ...omitted].map((each) => each.tag).sort()).toEqual([...tags].sort());
        expect(selected).toEqual(selectTags(chosen, tags));
        for (const { reason } of [...selected, ...omitted]) expect(reason).not.toBe('');
      }),
    );
  });

  it('takes what it has taken again, from that alone, as a lock holds it', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const { selected, usual } = explainTags(chosen, tags);
        const locked = selected.map((each) => each.tag);
        const again = explainTags(chosen, locked, { of: usual });
        expect(again.omitted).toEqual([]);
        expect(again.selected.map((each) => each.tag).sort()).toEqual([...locked].sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('takes aliases only where they are asked for, each behind the version that it stands for', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const selected = selectTags(chosen, tags);
        const places = new Map(selected.map(({ tag: name }, index) => [name, index]));
        for (const { tag: name, kind, mutable, of } of selected) {
          expect(mutable).toBe(kind === 'alias');
          if (kind !== 'alias') continue;
          expect(chosen.aliases).toBe(true);
          expect(tags).toContain(of);
          expect(places.get(of ?? '') ?? -1).toBeLessThan(places.get(name) ?? 0);
        }
      }),
    );
  });

  it('keeps at most `keep` versions with their aliases, numbered from the highest down', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const places = selectTags(chosen, tags).map(({ position = 0 }) => position);
        expect(new Set(places).size).toBeLessThanOrEqual(chosen.keep ?? tags.length);
        expect([...new Set(places)]).toEqual(Array.from(new Set(places), (_, index) => index + 1));
      }),
    );
  });

  it('keeps at most `keep` versions, and those are the highest', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const { keep, ...unlimited } = { ...chosen, aliases: false };
        const kept = selectTags({ ...chosen, aliases: false }, tags).map((each) => each.tag);
        const all = selectTags(unlimited, tags).map((each) => each.tag);
        expect(kept).toEqual(all.slice(0, kept.length));
        const different = kept.filter(
          (each, index) => index === 0 || compareVersions(each, kept[index - 1] ?? '') !== 0,
        );
        expect(different.length).toBeLessThanOrEqual(keep ?? tags.length);
        if (keep === undefined || all.length <= keep) expect(kept).toEqual(all);
      }),
    );
  });

  it('is in descending order, and starts with the highest version', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const ordered = selectTags({ ...chosen, aliases: false }, tags).map((each) => each.tag);
        for (const [index, each] of ordered.entries()) {
          expect(compareVersions(ordered[index - 1] ?? each, each)).toBeGreaterThanOrEqual(0);
        }
        expect(highestVersion(chosen, tags)).toBe(ordered[0]);
      }),
    );
  });

  it('selects again what it has selected, unless the listing alone says how its versions end', () => {
    fc.assert(
      fc.property(selector, listing, (chosen, tags) => {
        const { selected, usual } = explainTags({ ...chosen, aliases: false }, tags);
        fc.pre(usual === undefined);
        const once = selected.map((each) => each.tag);
        expect(selectTags({ ...chosen, aliases: false }, once).map((each) => each.tag)).toEqual(once);
      }),
    );
  });
});
