import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askVersion, isVersion, parseVersion } from './version.ts';

describe('parseVersion', () => {
  it.each([
    ['trivy', 'Version: 0.74.0\n', '0.74.0'],
    [
      'cosign',
      ' \\______| |__|\ncosign: A tool for Signing\n\nGitVersion:    v3.1.2\nGoVersion: go1.26.8\n',
      '3.1.2',
    ],
    ['oras', 'Version:    1.3.3+unknown\nGo version: go1.26.8-X:jsonv2\n', '1.3.3'],
    ['crane', '0.21.9\n', '0.21.9'],
    ['registry', 'registry github.com/distribution/distribution/v3 v3.1.1\n', '3.1.1'],
    ['docker-registry', 'docker-registry github.com/docker/distribution 2.8.2+ds1\n', '2.8.2'],
    ['jq', 'jq-1.6\n', '1.6'],
    ['a pre-release', 'v3.2.0-rc.1\n', '3.2.0-rc.1'],
    ['no version', 'unknown\n', undefined],
  ])('reads that of %s', (_, output, expected) => {
    expect(parseVersion(output)).toBe(expected);
  });
});

describe('isVersion', () => {
  it.each([
    ['the same', '3.1.1', '3.1.1', true],
    ['a longer one', '2.8.2', '2.8', true],
    ['another number that begins alike', '2.80.0', '2.8', false],
    ['a pre-release', '3.1.1-rc.1', '3.1.1', false],
    ['none', undefined, '1', false],
  ])('of %s', (_, version, wanted, expected) => {
    expect(isVersion(version, wanted)).toBe(expected);
  });
});

it('asks the program itself', async () => {
  expect(await askVersion(process.execPath, ['--version'])).toBe(process.versions.node);
  expect(await askVersion(process.execPath, ['--no-such-option'])).toBeUndefined();
  expect(await askVersion('/no/such/program', [])).toBeUndefined();
});

it.each([
  ['its module', 'example.com/tool/cmd', '0.2.1'],
  ['a module whose name begins the same', 'example.com/tool', undefined],
  ['none at all', 'example.com/other', undefined],
])('reads the version from the build information of a program that has %s', async (_, module, version) => {
  const directory = await mkdtemp(join(tmpdir(), 'version-'));
  const program = join(directory, 'program');
  await writeFile(
    program,
    Buffer.from('\x00\xff\tdep\texample.com/tool/cmd\tv0.2.1\th1:abc=\n\x00', 'latin1'),
  );
  expect(await askVersion(program, { module })).toBe(version);
  await rm(directory, { recursive: true });
});
