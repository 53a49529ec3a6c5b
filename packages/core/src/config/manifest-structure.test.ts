import { describe, expect, it } from 'vitest';
import { faults, manifest } from './manifest.fixture.ts';

describe('what is wrong with the structure of a manifest, by place', () => {
  it.each<[name: string, text: string, expected: string[]]>([
    ['an empty file', '', ['1:1 SYNTAX']],
    ['comments alone', '# nothing\n', ['1:1 SYNTAX']],
    ['a list', '- 1\n', ['1:1 TYPE']],
    ['a tab as indentation', 'version: 1\nimages:\n\t- a\n', ['3:1 SYNTAX']],
    ['several documents', `${manifest('')}---\nb: 1\n`, ['5:1 SYNTAX']],
    ['a key twice', manifest('version: 1\n'), ['5:1 DUPLICATE_KEY']],
    ['an alias without an anchor', manifest('plugins: *chain\n'), ['5:10 SYNTAX']],
    ['an alias inside its anchor', manifest('plugins: &chain [*chain]\n'), ['5:18 SYNTAX']],
    ['a list as a key', manifest('? [a]\n: b\n'), ['5:3 SYNTAX']],
    ['an alias alone', '*a\n', ['1:1 SYNTAX']],
    ['a merge of text', manifest('<<: a\n'), ['5:1 SYNTAX']],
    ['endless text', `a: ${'x'.repeat(5000)}\n`, ['1:4 SYNTAX']],
    ['an open bracket', manifest('plugins: [a\n'), ['6:1 SYNTAX']],
    ['nothing but the version', 'version: 1\n', ['1:1 REQUIRED', '1:1 REQUIRED']],
    ['another version', manifest('').replace('version: 1', 'version: 2'), ['1:10 VALUE']],
    ['an unknown key', manifest('imagess: []\n'), ['5:1 UNKNOWN_KEY']],
    [
      'an unknown key of an image',
      manifest('', '{source: a.dev/x, tags: [a], platform: all}'),
      ['4:34 UNKNOWN_KEY'],
    ],
    ['no images', 'version: 1\ndestination: a.dev/b\nimages: []\n', ['3:9 VALUE']],
    ['an image that is text', manifest('', 'docker.io/acme/app'), ['4:5 TYPE']],
    ['no source', manifest('', '{tags: [a]}'), ['4:5 REQUIRED']],
    [
      'source and sources',
      manifest('', '{source: a.dev/b, sources: {linux/amd64: "a:{tag}"}, tags: [a]}'),
      ['4:23 VALUE'],
    ],
    [
      'tagsFrom without sources',
      manifest('', '{source: a.dev/b, tagsFrom: linux/amd64, tags: [a]}'),
      ['4:23 REQUIRED'],
    ],
    ['no tags', manifest('', '{source: a.dev/b}'), ['4:5 REQUIRED']],
    ['an empty list of tags', manifest('', '{source: a.dev/b, tags: []}'), ['4:29 VALUE']],
    ['a tag that is a number', manifest('', '{source: a.dev/b, tags: [3.10]}'), ['4:30 TYPE']],
    ['a tag with a space', manifest('', '{source: a.dev/b, tags: ["a b"]}'), ['4:30 VALUE']],
    ['tags that are text', manifest('', '{source: a.dev/b, tags: latest}'), ['4:29 TYPE']],
    ['the name of an attestation', manifest('', '{source: a.dev/b, tags: [sha256-abc]}'), ['4:30 VALUE']],
    ['a window of nothing', manifest('', '{source: a.dev/b, tags: {keep: 1}}'), ['4:29 REQUIRED']],
    ['semver and regex', manifest('', '{source: a.dev/b, tags: {semver: "*", regex: a}}'), ['4:43 VALUE']],
    ['keep: 0', manifest('', '{source: a.dev/b, tags: {semver: "*", keep: 0}}'), ['4:49 VALUE']],
    ['keep: 1.5', manifest('', '{source: a.dev/b, tags: {semver: "*", keep: 1.5}}'), ['4:49 TYPE']],
    [
      'a misspelt field of a window',
      manifest('', '{source: a.dev/b, tags: {semver: "*", kep: 1}}'),
      ['4:43 UNKNOWN_KEY'],
    ],
    ['no range', manifest('', '{source: a.dev/b, tags: {semver: newest}}'), ['4:38 SEMVER']],
    ['a regex with look-ahead', manifest('', '{source: a.dev/b, tags: {regex: "(?!a)"}}'), ['4:37 REGEX']],
    [
      'an exclude that RE2 alone takes',
      manifest('', '{source: a.dev/b, tags: {semver: "*", exclude: ["a", "(?i)b"]}}'),
      ['4:58 REGEX'],
    ],
  ])('%s', (_, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});
