import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, templateReader } from './tag-template.ts';

describe('templateReader', () => {
  it.each<[name: string, template: string, listed: string, expected: string | undefined]>([
    ['nothing but the tag', 'docker.io/a/b:{tag}', '1.0.0', '1.0.0'],
    ['something behind', 'docker.io/a/b:{tag}-arm64', '1.0.0-arm64', '1.0.0'],
    ['something else behind', 'docker.io/a/b:{tag}-arm64', '1.0.0-amd64', undefined],
    ['nothing behind', 'docker.io/a/b:{tag}-arm64', '1.0.0', undefined],
    ['nothing left', 'docker.io/a/b:{tag}-arm64', '-arm64', undefined],
    ['something before', 'docker.io/a/b:arm64v8-{tag}', 'arm64v8-1.0.0', '1.0.0'],
    ['both', 'localhost:5000/b:v{tag}-arm64', 'v1.0.0-arm64', '1.0.0'],
    ['both, overlapping', 'localhost:5000/b:ab{tag}ba', 'aba', undefined],
    ['a layout', 'oci:/srv/a:b/c:{tag}-x', '1.0-x', '1.0'],
    ['the tag twice', 'docker.io/a/b:{tag}_{tag}', '1.0_1.0', '1.0'],
    ['twice, and different', 'docker.io/a/b:{tag}_{tag}', '1.0_1.1', undefined],
    ['what would be no tag', 'docker.io/a/b:x{tag}', 'x.1', undefined],
  ])('%s: %s, %s', (_name, template, listed, expected) => {
    expect(templateReader(template)(listed)).toBe(expected);
  });

  it('reads what it has filled', () => {
    const text = fc.stringMatching(/^[a-z0-9.-]{0,6}$/);
    fc.assert(
      fc.property(
        fc.stringMatching(/^\w[\w.-]{0,8}$/),
        text,
        text,
        fc.boolean(),
        (tag, before, after, twice) => {
          const template = `host:5000/a:x${before}{tag}${after}${twice ? '{tag}' : ''}`;
          const listed = fillTemplate(template, tag).slice('host:5000/a:'.length);
          expect(templateReader(template)(listed)).toBe(tag);
        },
      ),
    );
  });
});
