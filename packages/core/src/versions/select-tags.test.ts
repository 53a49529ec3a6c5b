import { describe, expect, it } from 'vitest';
import type { TagSelector } from '../config/config.ts';
import { explainTags, highestVersion, selectTags } from './select-tags.ts';
import { tagsOf, window } from './window.fixture.ts';

describe('selectTags', () => {
  it('takes literal tags as they are, listed or not', () => {
    expect(selectTags({ kind: 'literal', tags: ['3.9', 'x'] }, [])).toMatchObject([
      { tag: '3.9', kind: 'literal' },
      { tag: 'x', kind: 'literal' },
    ]);
  });

  it.each([
    ['three parts', '3.20.3', false],
    ['three parts of a variant', 'v1.2.3-alpine', false],
    ['four parts', '1.2.3.4', false],
    ['two parts', '3.20', true],
    ['three parts behind a word', 'release-10.4.1', false],
    ['a word', 'bookworm-slim', true],
    ['two parts and another version', '17.2-alpine3.20', true],
    ['latest', 'latest', true],
  ])('a literal tag of %s: %s is mutable: %s', (_, tag, mutable) => {
    expect(selectTags({ kind: 'literal', tags: [tag] }, [])).toMatchObject([{ mutable }]);
    expect(selectTags({ kind: 'literal', tags: [tag], mutable: !mutable }, [])).toMatchObject([
      { mutable: !mutable },
    ]);
  });

  it('follows aliases and mirrors versions once, unless `mutable` says otherwise', () => {
    const listed = ['17', '17.2'];
    const mutable = (fields: Partial<TagSelector & { kind: 'window' }>): boolean[] =>
      selectTags(window({ semver: '*', aliases: true, ...fields }), listed).map((tag) => tag.mutable);
    expect(mutable({})).toEqual([false, true]);
    expect(mutable({ mutable: true })).toEqual([true, true]);
    expect(mutable({ mutable: false })).toEqual([false, false]);
  });

  it('leaves out an alias of what the window does not hold', () => {
    const selector = window({ semver: '<17.2', aliases: true });
    expect(tagsOf(selector, ['17', '17.1', '17.2'])).toEqual(['17.1']);
  });

  it('leaves out an alias of what is excluded', () => {
    const selector = window({ semver: '*', aliases: true, exclude: ['^17\\.2$'] });
    expect(tagsOf(selector, ['17', '17.1', '17.2'])).toEqual(['17.1']);
  });

  it('lets an alias count by itself where the regex takes only such tags', () => {
    const selector = window({ regex: '^\\d+\\.\\d+$', aliases: true, keep: 2 });
    expect(tagsOf(selector, ['3.19', '3.19.1', '3.20', '3.20.3', '3.21', '3.21.0'])).toEqual([
      '3.21',
      '3.20',
    ]);
  });

  it('never takes `latest` or the names of attestations, whatever the regex', () => {
    expect(
      tagsOf(window({ regex: '.*' }), ['latest', `sha256-${'a'.repeat(64)}`, 'sha256-1.sig', 'x']),
    ).toEqual(['x']);
  });
});

describe('explainTags', () => {
  it('says of every tag why it is in or out', () => {
    const selector = window({ semver: '>=16', keep: 1, exclude: ['rootless'] });
    const listed = ['17', '17.2', '17.1', '17.2-alpine', '18beta1', '15.1', 'latest', 'x', '17.9-rootless'];
    const { selected, omitted } = explainTags(selector, listed);
    expect([...selected, ...omitted].map(({ tag }) => tag).sort()).toEqual([...listed].sort());
    expect(
      Object.fromEntries([...selected, ...omitted].map(({ tag, reason }) => [tag, reason])),
    ).toMatchInlineSnapshot(`
      {
        "15.1": "outside >=16",
        "17": "an alias: a longer form is listed; \`aliases: true\` takes it",
        "17.1": "lower than the highest one, which \`keep\` takes",
        "17.2": "in >=16",
        "17.2-alpine": "a variant; a range that ends in it, as "17-alpine", takes it",
        "17.9-rootless": "excluded by rootless",
        "18beta1": "a pre-release; \`prereleases: true\` takes it",
        "latest": "never taken from upstream; \`latest: true\` makes one that follows the highest published version",
        "x": "not a version; \`regex\` takes it",
      }
    `);
  });
});

describe('highestVersion', () => {
  it.each<[name: string, selector: TagSelector, tags: string[], expected: string | undefined]>([
    ['the highest, not the newest', window({ semver: '*' }), ['9.11.5', '10.3.1', '9.11.6'], '10.3.1'],
    ['only what the selector admits', window({ semver: '<10' }), ['9.11.5', '10.3.1'], '9.11.5'],
    ['no pre-release', window({ semver: '*' }), ['10.3.1', '11.0.0-rc1'], '10.3.1'],
    [
      'a pre-release when they are asked for',
      window({ semver: '*', prereleases: true }),
      ['10.3.1', '11.0.0-rc1'],
      '11.0.0-rc1',
    ],
    ['no alias', window({ semver: '*', aliases: true }), ['10', '10.3', '10.3.1'], '10.3.1'],
    ['whatever keep says', window({ semver: '*', keep: 1 }), ['1.0.0'], '1.0.0'],
    ['nothing where nothing fits', window({ semver: '>=11' }), ['10.3.1'], undefined],
    ['nothing for literal tags', { kind: 'literal', tags: ['1.0.0'] }, ['1.0.0'], undefined],
  ])('%s', (_, selector, tags, expected) => {
    expect(highestVersion(selector, tags)).toBe(expected);
  });
});
