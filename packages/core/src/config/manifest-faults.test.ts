import { describe, expect, it } from 'vitest';
import { faults, manifest, options } from './manifest.fixture.ts';
import { validateManifest } from './validate-manifest.ts';

describe('all that is wrong with a manifest', () => {
  it('all at once, by line', () => {
    const text = `version: 2
destination: acme/mirror
images:
  - {source: docker.io/acme/app, tags: [3.10], unknown: 1}
  - {source: docker.io/acme/other, tags: {semver: newest}}
registries: {a.dev: {insecure: "yes"}, b.dev: {ca: "\${CA"}}
`;
    expect(faults(text)).toEqual([
      '1:10 VALUE',
      '2:14 REFERENCE',
      '4:41 TYPE',
      '4:48 UNKNOWN_KEY',
      '5:51 SEMVER',
      '6:32 TYPE',
      '6:52 VALUE',
    ]);
  });

  it('bounds what aliases stand for', () => {
    const levels = 'abcdefghij'.split('');
    const lines = levels.map(
      (name, index) =>
        `${name}: &${name} [${Array(10)
          .fill(index === 0 ? 'x' : `*${levels[index - 1]}`)
          .join(', ')}]`,
    );
    expect(faults(lines.join('\n'))).toEqual(['1:1 SYNTAX']);
  });

  it('says once that the nesting is too deep', () => {
    const { errors } = validateManifest('['.repeat(100_000), options);
    expect(errors).toMatchObject([{ code: 'MIRROR_CONFIG_SYNTAX' }]);
  });

  it('shows a thousand at most, and says how many more there are', () => {
    const text = `version: 1\ndestination: a.dev/b\nimages:\n${'  - {source: a.dev/c, tags: 1}\n'.repeat(1005)}`;
    const { errors = [] } = validateManifest(text, options);
    expect(errors).toHaveLength(1001);
    expect(errors.filter(({ code }) => code === 'MIRROR_CONFIG_TOO_MANY')).toHaveLength(1);
  });

  it('names both lines of a tag that stands twice', () => {
    const text = `version: 1
destination: ghcr.io/acme/mirror
images:
  - {source: docker.io/acme/app, tags: [a, b]}
  - {source: quay.io/acme/app, tags: [c, b]}
  - {source: quay.io/acme/app, tags: {semver: "*", latest: true}}
  - {source: quay.io/acme/app, tags: [latest]}
  - {source: quay.io/acme/app, name: other, tags: [a]}
`;
    const { errors = [] } = validateManifest(text, options);
    expect(faults(text)).toEqual(['5:42 DUPLICATE_TAG', '7:39 DUPLICATE_TAG']);
    expect(errors.map(({ message }) => /line (\d+)/.exec(message)?.[1])).toEqual(['4', '6']);
  });
});

describe('hints', () => {
  it.each([
    ['the nearest key', manifest('registry: {}\n'), /Did you mean registries\?/],
    ['the allowed keys', manifest('xyz: {}\n'), /version, destination, defaults, plugins, images/],
    [
      'the nearest value',
      manifest('', '{source: a.dev/b, tags: [a], missingPlatform: wiat}'),
      /Did you mean wait\?/,
    ],
    ['quotes, with what is written', manifest('', '{source: a.dev/b, tags: [3.10]}'), /"3\.10"/],
    ['a list', manifest('', '{source: a.dev/b, tags: latest}'), /\[latest\]/],
  ])('%s', (_, text, hint) => {
    expect(validateManifest(text, options).errors?.[0]?.hint).toMatch(hint);
  });
});
