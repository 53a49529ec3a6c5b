import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exec } from '@multiarch-mirror/core';
import { fakeImageContext, fakeRunContext } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixtureText } from './spdx/testdata/documents.fixture.ts';
import { minimumVersion, scan, trivyVersion } from './trivy.ts';

const says =
  (stdout: string): Exec =>
  async () => ({ stdout, stderr: '' });

describe('trivyVersion', () => {
  it.each(['0.74.0', minimumVersion, '1.0.0', '0.100.0', 'v0.70.1'])('takes %s', async (version) => {
    const run = fakeRunContext({ exec: says(JSON.stringify({ Version: version })) });
    expect(await trivyVersion(run)).toBe(version);
    expect(run.warnings).toEqual([]);
  });

  it.each(['0.62.1', '0.9.0', '0.0.1'])('refuses %s', async (version) => {
    const run = fakeRunContext({ exec: says(JSON.stringify({ Version: version })) });
    await expect(trivyVersion(run)).rejects.toMatchObject({ code: 'MIRROR_TRIVY_VERSION' });
  });

  it('takes a build without a version, with a warning', async () => {
    const run = fakeRunContext({ exec: says('{"Version": "dev"}') });
    expect(await trivyVersion(run)).toBe('dev');
    expect(run.warnings).toHaveLength(1);
  });

  it.each(['', 'Version: 0.74.0', '{}', 'null'])('refuses an answer such as %j', async (answer) => {
    await expect(trivyVersion(fakeRunContext({ exec: says(answer) }))).rejects.toMatchObject({
      code: 'MIRROR_TRIVY_VERSION',
    });
  });
});

describe('scan', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-trivy-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  function image(exec: Exec) {
    const context = fakeImageContext({ exec, temporaryDirectory: directory, layoutDirectory: '/layout' });
    const [platform] = context.platforms;
    if (platform === undefined) throw new Error('no platform');
    return { context, platform };
  }

  it('reads what Trivy wrote about the layout', async () => {
    const calls: unknown[] = [];
    const { context, platform } = image(async (command, args, options) => {
      calls.push([command, args, options]);
      await writeFile(args[args.indexOf('--output') + 1] ?? '', fixtureText('layout-amd64'));
      return { stdout: '', stderr: '' };
    });
    const text = await scan(context, platform, {
      format: 'spdx-json',
      timeout: 90_500,
      javaDatabase: 'registry.acme.dev/java:1',
    });
    expect(text).toBe(fixtureText('layout-amd64'));
    expect(calls).toEqual([
      [
        'trivy',
        expect.arrayContaining([
          'image',
          '--input',
          '/layout',
          '--format',
          'spdx-json',
          '--timeout',
          '91s',
          '--java-db-repository',
          'registry.acme.dev/java:1',
        ]),
        { timeout: 90_500, cwd: directory, env: { TMPDIR: directory } },
      ],
    ]);
  });

  it('says so when Trivy wrote nothing', async () => {
    const { context, platform } = image(says(''));
    await expect(scan(context, platform, { format: 'spdx-json', timeout: 1_000 })).rejects.toMatchObject({
      code: 'MIRROR_SBOM_INVALID',
    });
  });
});
