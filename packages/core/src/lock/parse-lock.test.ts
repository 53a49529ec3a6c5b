import { describe, expect, it } from 'vitest';
import { parseLock } from './parse-lock.ts';

const digest = `sha256:${'a1'.repeat(32)}`;
const whole = `version: 1
images:
  - name: app
    source: docker.io/up/app
    platforms:
      - linux/amd64
    tags:
      3.10: ${digest}
  - name: outline
    sources:
      linux/amd64: docker.io/up/outline:{tag}
      linux/arm64: oci:./build:{tag}
    platforms: all
    tags:
      "1.0.0":
        linux/amd64: ${digest}
`;

function faults(text: string): string[] {
  const result = parseLock(text, 'mirror.lock.yaml');
  if (!('errors' in result)) throw new Error('it was accepted');
  for (const { hint, place } of result.errors) {
    expect(hint).toMatch(/^[A-Z].*\.$|\?$/);
    expect(place.file).toBe('mirror.lock.yaml');
  }
  return result.errors.map(({ code, place: { line, column } }) => `${code} ${line}:${column}`);
}

describe('parseLock', () => {
  it('reads tags as they are written, and where everything stands', () => {
    const result = parseLock(whole, 'mirror.lock.yaml');
    if ('errors' in result) throw new Error('it was refused');
    const [app, outline] = result.lock.images;
    expect(app).toMatchObject({
      name: 'app',
      place: { file: 'mirror.lock.yaml', line: 3, column: 5 },
      sources: [{ reference: 'docker.io/up/app' }],
      platforms: ['linux/amd64'],
    });
    expect([...(app?.tags ?? [])]).toMatchObject([['3.10', { digests: [{ digest }], place: { line: 8 } }]]);
    expect(outline?.platforms).toBe('all');
    expect(outline?.tags.get('1.0.0')?.digests).toEqual([{ platform: 'linux/amd64', digest }]);
  });

  it.each<[string, string, string[]]>([
    ['an empty file', '', ['MIRROR_LOCK_INVALID 1:1']],
    ['a list', '- 1\n', ['MIRROR_LOCK_INVALID 1:1']],
    ['no version', 'images: []\n', ['MIRROR_LOCK_INVALID 1:1']],
    ['another version', 'version: 2\nimages: 5\n', ['MIRROR_LOCK_VERSION 1:10']],
    ['a version that is none', 'version: [1]\nimages: []\n', ['MIRROR_LOCK_VERSION 1:10']],
    ['no images', 'version: 1\n', ['MIRROR_LOCK_INVALID 1:1']],
    ['images that are no list', 'version: 1\nimages: {}\n', ['MIRROR_LOCK_INVALID 2:9']],
    ['an unknown key', 'version: 1\nimagse: []\n', ['MIRROR_LOCK_INVALID 2:1']],
    ['marks of a merge conflict', `<<<<<<< HEAD\n${whole}`, ['MIRROR_LOCK_SYNTAX 1:1']],
    ['a tab', 'version: 1\nimages:\n\t- 1\n', ['MIRROR_LOCK_SYNTAX 3:1']],
    ['two documents', `${whole}---\n${whole}`, ['MIRROR_LOCK_SYNTAX 17:1']],
    [
      'the same tag twice',
      whole.replace('  3.10:', `  3.10: ${digest}\n      3.10:`),
      ['MIRROR_LOCK_SYNTAX 9:7'],
    ],
    [
      'a digest that is none',
      whole.replace(`3.10: ${digest}`, '3.10: sha256:abc'),
      ['MIRROR_LOCK_INVALID 8:13'],
    ],
    ['a tag that is none', whole.replace('3.10:', '"a b":'), ['MIRROR_LOCK_INVALID 8:7']],
    ['a platform that is none', whole.replace('- linux/amd64', '- amd64'), ['MIRROR_LOCK_INVALID 6:9']],
    [
      'platforms that are none',
      whole.replace('platforms: all', 'platforms: some'),
      ['MIRROR_LOCK_INVALID 13:16'],
    ],
    ['no name', whole.replace('name: app\n    ', ''), ['MIRROR_LOCK_INVALID 3:5']],
    ['no source', whole.replace('source: docker.io/up/app\n    ', ''), ['MIRROR_LOCK_INVALID 3:5']],
    [
      'both kinds of source',
      whole.replace('sources:', 'source: a\n    sources:'),
      ['MIRROR_LOCK_INVALID 9:5'],
    ],
    [
      'a platform that the sources lack',
      whole.replace(`        linux/amd64: ${digest}`, `        linux/s390x: ${digest}`),
      ['MIRROR_LOCK_INVALID 16:9'],
    ],
    [
      'an alias',
      whole.replace(/3.10: .*/, '3.10: &a x\n      3.11: *a'),
      ['MIRROR_LOCK_INVALID 8:16', 'MIRROR_LOCK_INVALID 9:13'],
    ],
    [
      'two faults, both',
      whole.replace('3.10: sha', '3.10: sah').replace('- linux/amd64', '- x'),
      ['MIRROR_LOCK_INVALID 6:9', 'MIRROR_LOCK_INVALID 8:13'],
    ],
  ])('refuses %s', (_name, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});
