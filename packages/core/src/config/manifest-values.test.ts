// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a manifest names variables
import { describe, expect, it } from 'vitest';
import { faults, manifest } from './manifest.fixture.ts';

describe('what is wrong with the values of a manifest, by place', () => {
  it.each<[name: string, text: string, expected: string[]]>([
    ['a source with a tag', manifest('', '{source: "a.dev/b:1", tags: [a]}'), ['4:14 REFERENCE']],
    ['a source in capitals', manifest('', '{source: a.dev/B, tags: [a]}'), ['4:14 REFERENCE']],
    ['a name in capitals', manifest('', '{source: a.dev/b, name: App, tags: [a]}'), ['4:29 REFERENCE']],
    [
      'the name of the records',
      manifest('', '{source: a.dev/b, name: mirror-records, tags: [a]}'),
      ['4:29 REFERENCE'],
    ],
    [
      'a destination without registry',
      manifest('').replace('ghcr.io/acme/mirror', 'acme/mirror'),
      ['2:14 REFERENCE'],
    ],
    ['a destination with a tag', manifest('').replace('acme/mirror', 'acme/mirror:1'), ['2:14 REFERENCE']],
    [
      'platforms that are no list',
      manifest('', '{source: a.dev/b, tags: [a], platforms: linux/amd64}'),
      ['4:45 TYPE'],
    ],
    ['half a platform', manifest('', '{source: a.dev/b, tags: [a], platforms: [amd64]}'), ['4:46 VALUE']],
    [
      'a platform by two names',
      manifest('', '{source: a.dev/b, tags: [a], platforms: [linux/amd64, linux/x86_64]}'),
      ['4:59 VALUE'],
    ],
    ['a misspelt choice', manifest('', '{source: a.dev/b, tags: [a], missingPlatform: wrn}'), ['4:51 VALUE']],
    ['a time without unit', manifest('', '{source: a.dev/b, tags: [a], minimumAge: "3"}'), ['4:46 VALUE']],
    [
      'a time with an unknown unit',
      manifest('', '{source: a.dev/b, tags: [a], minimumAge: 3 moons}'),
      ['4:46 VALUE'],
    ],
    [
      'a denial of nothing',
      manifest('', '{source: a.dev/b, tags: [a], deny: [{reason: x}]}'),
      ['4:41 REQUIRED'],
    ],
    [
      'a denial without reason',
      manifest('', '{source: a.dev/b, tags: [a], deny: [{tag: a}]}'),
      ['4:41 REQUIRED'],
    ],
    [
      'a part without tag',
      manifest('', '{name: a, sources: {linux/amd64: a.dev/b}, tags: [a]}'),
      ['4:38 REFERENCE'],
    ],
    [
      'a part that is the same for every tag',
      manifest('', '{name: a, sources: {linux/amd64: "a.dev/b:1"}, tags: [a, b]}'),
      ['4:38 REFERENCE'],
    ],
    [
      '{tag} in a repository',
      manifest('', '{name: a, sources: {linux/amd64: "a.dev/{tag}:1"}, tags: [a]}'),
      ['4:38 REFERENCE'],
    ],
    [
      'a part for no platform',
      manifest('', '{name: a, sources: {amd64: "a.dev/b:{tag}"}, tags: [a]}'),
      ['4:25 VALUE'],
    ],
    [
      'tagsFrom of another platform',
      manifest('', '{name: a, sources: {linux/amd64: "a.dev/b:{tag}"}, tagsFrom: linux/arm64, tags: [a]}'),
      ['4:66 VALUE'],
    ],
    [
      'a platform without part',
      manifest('', '{name: a, sources: {linux/amd64: "a.dev/b:{tag}"}, platforms: [linux/arm64], tags: [a]}'),
      ['4:68 VALUE'],
    ],
    [
      'upstreamReferrers with the legacy format',
      manifest('defaults: {upstreamReferrers: true}\nattestations: {format: legacy}\n'),
      ['5:31 VALUE'],
    ],
    [
      'rekorVersion 2 alone',
      manifest('sigstore: {rekorVersion: 2}\n'),
      ['5:26 VALUE', '5:26 REQUIRED', '5:26 UNSUPPORTED'],
    ],
    [
      'rekorVersion 2 with what it needs',
      manifest('attestations: {format: bundle}\nsigstore: {rekorVersion: 2, timestamp: https://t.dev}\n'),
      ['6:26 UNSUPPORTED', '6:40 UNSUPPORTED'],
    ],
    ['rekorVersion 3', manifest('sigstore: {rekorVersion: 3}\n'), ['5:26 VALUE']],
    ['a URL without scheme', manifest('sigstore: {fulcio: fulcio.acme.dev}\n'), ['5:20 VALUE']],
    [
      'tuf and trustedRoot',
      manifest('sigstore: {tuf: {mirror: https://t.dev, root: a}, trustedRoot: b}\n'),
      ['5:51 VALUE'],
    ],
    ['a registry by URL', manifest('registries: {"https://a.dev": {}}\n'), ['5:14 VALUE']],
    [
      'a registry by two names',
      manifest('registries: {docker.io: {}, index.docker.io: {}}\n'),
      ['5:29 VALUE'],
    ],
    ['half of the credentials', manifest('registries: {a.dev: {auth: {username: a}}}\n'), ['5:28 REQUIRED']],
    ['no variable', manifest('registries: {a.dev: {ca: "${a b}"}}\n'), ['5:26 VALUE']],
    ['an open variable', manifest('registries: {a.dev: {ca: "${A"}}\n'), ['5:26 VALUE']],
    ['a plugin that is a number', manifest('plugins: [1]\n'), ['5:11 TYPE']],
    ['a misspelt field of a plugin', manifest('plugins: [{use: a, wiht: {}}]\n'), ['5:20 UNKNOWN_KEY']],
    ['a field without value', manifest('registries:\n'), ['5:12 TYPE']],
  ])('%s', (_, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});
