import { describe, expect, it } from 'vitest';
import { committedFiles, read } from './repository.ts';

// The names are put together here, so that this file holds none of them.
const token = `(?:^|[\\s"'\`(=:,;])`;
const machinePaths = ['work', 'root', 'home/\\w+', 'Users/\\w+'].map((folder) => `${token}/${folder}/`);
const packageRegistries = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['proxy', 'golang', 'org'],
  ['sum', 'golang', 'org'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['crates', 'io'],
  ['repo1', 'maven', 'org'],
  ['deb', 'debian', 'org'],
  ['security', 'debian', 'org'],
].map((labels) => `(?<![\\w.-])${labels.join('\\.')}(?![\\w-])`);

const binary = /\.(png|svg|gif|ico|gz|tar|der|wasm)$/;
const files = committedFiles().filter((path) => !binary.test(path));

describe.each([
  ['a path of one machine', machinePaths],
  ['the host of a package registry', packageRegistries],
])('no committed file names %s', (_, patterns) => {
  const pattern = new RegExp(patterns.join('|'), 'm');

  it.each([...groups(files)])('in %s', (_folder, paths) => {
    const wrong = paths.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
        ),
    );
    expect(wrong).toEqual([]);
  });
});

/** One test for each top folder, so that a failure says where. */
function groups(paths: readonly string[]): Map<string, string[]> {
  const byFolder = new Map<string, string[]>();
  for (const path of paths) {
    const [first = '', second = ''] = path.split('/');
    const folder = first === 'packages' ? `${first}/${second}` : path.includes('/') ? first : 'the root';
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  return byFolder;
}
