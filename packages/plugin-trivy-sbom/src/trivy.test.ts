import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exec } from '@multiarch-mirror/core';
import { fakeImageContext, fakeRunContext } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JavaDatabase, trivyPlaces } from './java-database.ts';
import { fixtureText } from './spdx/testdata/documents.fixture.ts';
import { installedTrivy, minimumVersion, scan } from './trivy.ts';

const java = (timeout: number) => new JavaDatabase({ timeout });
const says =
  (stdout: string): Exec =>
  async () => ({ stdout, stderr: '' });

describe('installedTrivy', () => {
  it.each(['0.74.0', minimumVersion, '1.0.0', '0.100.0', 'v0.70.1'])('takes %s', async (version) => {
    const run = fakeRunContext({ exec: says(JSON.stringify({ Version: version })) });
    expect(await installedTrivy(run)).toEqual({ version, javaDatabaseUntil: undefined });
    expect(run.warnings).toEqual([]);
  });

  it.each(['0.62.1', '0.9.0', '0.0.1'])('refuses %s', async (version) => {
    const run = fakeRunContext({ exec: says(JSON.stringify({ Version: version })) });
    await expect(installedTrivy(run)).rejects.toMatchObject({ code: 'MIRROR_TRIVY_VERSION' });
  });

  it('says until when its Java database is new', async () => {
    const said = { Version: '0.74.0', JavaDB: { Version: 1, NextUpdate: '2026-01-01T00:00:00.123456789Z' } };
    expect(await installedTrivy(fakeRunContext({ exec: says(JSON.stringify(said)) }))).toEqual({
      version: '0.74.0',
      javaDatabaseUntil: '2026-01-01T00:00:00.123456789Z',
    });
  });

  it('takes a build without a version, with a warning', async () => {
    const run = fakeRunContext({ exec: says('{"Version": "dev"}') });
    expect((await installedTrivy(run)).version).toBe('dev');
    expect(run.warnings).toHaveLength(1);
  });

  it.each(['', 'Version: 0.74.0', '{}', 'null'])('refuses an answer such as %j', async (answer) => {
    await expect(installedTrivy(fakeRunContext({ exec: says(answer) }))).rejects.toMatchObject({
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
      java: java(90_500),
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
          '--skip-java-db-update',
        ]),
        { timeout: 90_500, cwd: directory, env: { TMPDIR: directory }, allow: trivyPlaces },
      ],
    ]);
  });

  it('says so when Trivy wrote nothing', async () => {
    const { context, platform } = image(says(''));
    const how = { format: 'spdx-json', timeout: 1_000, java: java(1_000) };
    await expect(scan(context, platform, how)).rejects.toMatchObject({ code: 'MIRROR_SBOM_INVALID' });
  });
});
