import { describe, expect, it } from 'vitest';
import { type Config, validateManifest } from '../config/index.ts';
import { fitLock } from './fit-lock.ts';
import { parsedLock } from './parsed-lock.fixture.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

function config(...images: string[]): Config {
  const text = ['version: 1', 'destination: registry.test/mirror', 'plugins: []', 'images:']
    .concat(images.map((image) => `  - ${image}`))
    .join('\n');
  const result = validateManifest(text, { file: 'conf/mirror.config.yaml', environment: {} });
  if (result.config === undefined) throw new Error(result.errors.map((error) => error.describe()).join('\n'));
  return result.config;
}

/** An entry of a lock, its name on line 3 of the file when it is the first. */
function entry(
  name: string,
  tags: string[],
  { source = `docker.io/up/${name}`, platforms = 'linux/amd64, linux/arm64' } = {},
) {
  const lines = tags.map((tag) => `      "${tag}": ${digest}`);
  return [
    `  - name: ${name}`,
    `    source: ${source}`,
    `    platforms: [${platforms}]`,
    '    tags:',
    ...lines,
  ].join('\n');
}

function lock(...entries: string[]) {
  const images = entries.length === 0 ? 'images: []' : 'images:';
  return parsedLock(['version: 1', images, ...entries, ''].join('\n')).lock;
}

const literal = '{source: docker.io/up/app, tags: ["1.0.0", slim]}';
const window = '{source: docker.io/up/app, tags: {semver: ">=10", keep: 2}}';

describe('fitLock', () => {
  it('gives what each tag stands for', () => {
    const manifest = config(literal);
    const { locked } = fitLock(lock(entry('app', ['1.0.0', 'slim'])), manifest);
    const [image] = manifest.images;
    const tags = image === undefined ? undefined : locked?.get(image)?.tags;
    expect([...(tags ?? [])]).toEqual([
      ['1.0.0', { upstream: [{ reference: 'docker.io/up/app:1.0.0', digest }], missing: [] }],
      ['slim', { upstream: [{ reference: 'docker.io/up/app:slim', digest }], missing: [] }],
    ]);
  });

  it.each<[string, string, string[]]>([
    ['a window of fewer tags than it may keep', window, [entry('app', ['10.1.0'])]],
    [
      'other platforms in another order',
      literal,
      [entry('app', ['1.0.0', 'slim'], { platforms: 'linux/arm64, linux/amd64' })],
    ],
    [
      'a tag that the manifest has denied since',
      '{source: docker.io/up/app, tags: [a, b], deny: [{tag: a, reason: x}]}',
      [entry('app', ['a', 'b'])],
    ],
    [
      'one that is denied and not locked',
      '{source: docker.io/up/app, tags: [a, b], deny: [{tag: a, reason: x}]}',
      [entry('app', ['b'])],
    ],
  ])('takes %s', (_name, image, entries) => {
    expect(fitLock(lock(...entries), config(image)).errors).toBeUndefined();
  });

  it.each<[string, string, string[], [place: string, word: string][]]>([
    [
      'an image that is not locked',
      literal,
      [],
      [['conf/mirror.config.yaml:5:5', 'app is not in mirror.lock.yaml']],
    ],
    [
      'an image that the manifest lacks',
      literal,
      [entry('app', ['1.0.0', 'slim']), entry('old', ['1'])],
      [['mirror.lock.yaml:9:5', 'old is locked']],
    ],
    [
      'a tag that is not locked',
      literal,
      [entry('app', ['1.0.0'])],
      [['conf/mirror.config.yaml:5:5', 'tag slim of app is not in the lock']],
    ],
    [
      'a tag that the manifest does not name',
      literal,
      [entry('app', ['1.0.0', 'slim', 'fat'])],
      [['mirror.lock.yaml:9:7', 'not named in the manifest']],
    ],
    [
      'another source',
      literal,
      [entry('app', ['1.0.0', 'slim'], { source: 'quay.io/up/app' })],
      [['mirror.lock.yaml:4:13', 'quay.io/up/app, and the manifest has docker.io/up/app']],
    ],
    [
      'other platforms',
      literal,
      [entry('app', ['1.0.0', 'slim'], { platforms: 'linux/amd64' })],
      [['mirror.lock.yaml:3:5', 'linux/amd64, and the manifest has linux/amd64, linux/arm64']],
    ],
    [
      'all platforms',
      '{source: docker.io/up/app, platforms: all, tags: [a]}',
      [entry('app', ['a'])],
      [['mirror.lock.yaml:3:5', 'and the manifest has all']],
    ],
    [
      'a tag outside of the window',
      window,
      [entry('app', ['10.1.0', '9.0.0'])],
      [['mirror.lock.yaml:8:7', 'outside >=10']],
    ],
    [
      'more tags than the window keeps',
      window,
      [entry('app', ['10.3.0', '10.2.0', '10.1.0'])],
      [['mirror.lock.yaml:9:7', 'tag 10.1.0 of app']],
    ],
    [
      'an assembly where a repository is locked',
      '{name: app, sources: {linux/amd64: "docker.io/up/app:{tag}"}, tags: [a]}',
      [entry('app', ['a'], { platforms: 'linux/amd64' })],
      [['mirror.lock.yaml:4:13', 'linux/amd64: docker.io/up/app:{tag}']],
    ],
  ])('refuses %s, and says where', (_name, image, entries, expected) => {
    const { errors = [] } = fitLock(lock(...entries), config(image));
    expect(errors.map(({ code, hint }) => [code, hint])).toEqual(
      expected.map(() => ['MIRROR_LOCK_STALE', expect.stringContaining('`mirror lock`')]),
    );
    for (const [index, [place, word]] of expected.entries()) {
      const said = errors[index]?.describe() ?? '';
      expect(said.slice(0, place.length + 2)).toBe(`${place}: `);
      expect(said).toContain(word);
    }
  });

  it('knows what the versions of a listing end with, and takes that for no variant', () => {
    const gitlab = '{source: docker.io/gitlab/gitlab-ce, name: app, tags: {semver: ">=17", keep: 2}}';
    const source = { source: 'docker.io/gitlab/gitlab-ce' };
    const tags = ['17.5.1-ce.1', '17.5.1-ce.0'];
    const plain = entry('app', tags, source);
    const ended = plain.replace('    tags:', '    usual: ce\n    tags:');
    expect(fitLock(lock(ended), config(gitlab)).errors).toBeUndefined();
    expect(fitLock(lock(plain), config(gitlab)).errors?.map(({ message }) => message)).toEqual(
      tags.map((tag) =>
        expect.stringContaining(`tag ${tag} of app is locked, and the manifest leaves it out: a variant`),
      ),
    );
  });

  it('takes an alias of what is denied', () => {
    const tags = '{semver: ">=10.4", aliases: true}';
    const denying = `{source: docker.io/up/app, tags: ${tags}, deny: [{tag: "10.5.1", reason: CVE}]}`;
    expect(fitLock(lock(entry('app', ['10.5.0', '10'])), config(denying)).errors).toBeUndefined();
  });

  it('names everything at once, and looks at no image that was not asked for', () => {
    const other = '{source: docker.io/up/other, tags: [a]}';
    const manifest = config(literal, other);
    const stale = lock(entry('app', ['1.0.0']), entry('gone', ['1']));
    expect(fitLock(stale, manifest).errors).toHaveLength(3);
    const [, image] = manifest.images;
    expect(fitLock(stale, manifest, image && [image]).errors).toMatchObject([{ place: { line: 6 } }]);
  });

  it('pairs entries of one name by what they have in common', () => {
    const manifest = config(
      '{name: app, source: docker.io/up/two, tags: ["2"]}',
      '{name: app, source: docker.io/up/one, tags: ["1"]}',
      '{name: app, source: docker.io/up/one, tags: ["3"]}',
    );
    const one = (tag: string) => entry('app', [tag], { source: 'docker.io/up/one' });
    const two = entry('app', ['2'], { source: 'docker.io/up/two' });
    expect(fitLock(lock(one('3'), one('1'), two), manifest).errors).toBeUndefined();
  });

  it('knows a layout by its path from the manifest, on whatever machine', () => {
    const manifest = config('{name: app, source: "oci:./build/app", tags: [a]}');
    expect(
      fitLock(lock(entry('app', ['a'], { source: 'oci:./build/app' })), manifest).errors,
    ).toBeUndefined();
  });
});
