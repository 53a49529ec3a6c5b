import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exec } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { fakeImageContext } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JavaDatabase } from './java-database.ts';
import { scan } from './trivy.ts';

const wanted =
  "Unable to initialize the Java DB: '--skip-java-db-update' cannot be specified on the first run";
const failed = (said: string, code: 'MIRROR_TOOL_FAILED' | 'MIRROR_TOOL_TIMEOUT' = 'MIRROR_TOOL_FAILED') =>
  new MirrorError(code, `trivy ended with 1: ${said}`, { hint: 'Look.' });

describe("Trivy's Java database", () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-java-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** A Trivy without a database, for images with JAR files. */
  function trivy(options: { there?: boolean; fetch?: () => Promise<void> } = {}) {
    const calls: string[] = [];
    let there = options.there ?? false;
    const exec: Exec = async (_command, args) => {
      if (args.includes('--download-java-db-only')) {
        const from = args.indexOf('--java-db-repository');
        calls.push(from < 0 ? 'fetch' : `fetch ${args[from + 1]}`);
        await options.fetch?.();
        there = true;
        return { stdout: '', stderr: '' };
      }
      calls.push(args.includes('--cache-dir') ? 'scan with a cache of its own' : 'scan');
      expect(args).toContain('--skip-java-db-update');
      if (!there && !args.includes('--cache-dir')) throw failed(wanted);
      await writeFile(args[args.indexOf('--output') + 1] ?? '', 'document');
      return { stdout: '', stderr: '' };
    };
    return { exec, calls };
  }

  function scanner(exec: Exec, javaDatabase?: string) {
    const timeout = 1_000;
    const java = new JavaDatabase({ timeout, ...(javaDatabase !== undefined && { javaDatabase }) });
    const contexts: ReturnType<typeof fakeImageContext>[] = [];
    return {
      java,
      contexts,
      scan: async () => {
        const image = fakeImageContext({ exec, temporaryDirectory: directory, layoutDirectory: '/layout' });
        contexts.push(image);
        const [platform] = image.platforms;
        if (platform === undefined) throw new Error('no platform');
        return scan(image, platform, { format: 'spdx-json', timeout, java });
      },
    };
  }

  it('is fetched by one Trivy for all images of a run, when the first needs it', async () => {
    const { exec, calls } = trivy();
    const images = scanner(exec, 'registry.acme.dev/java:1');
    expect(await Promise.all([images.scan(), images.scan(), images.scan()])).toEqual(
      Array.from({ length: 3 }, () => 'document'),
    );
    expect(calls.toSorted()).toEqual([
      'fetch registry.acme.dev/java:1',
      ...Array.from({ length: 6 }, () => 'scan'),
    ]);
    await images.scan();
    expect(calls.at(-1)).toBe('scan');
    expect(calls).toHaveLength(8);
  });

  it('is used as it is where it is there', async () => {
    const { exec, calls } = trivy({ there: true });
    const images = scanner(exec);
    images.java.isThereUntil('2999-01-01T00:00:00Z');
    await images.scan();
    expect(calls).toEqual(['scan']);
  });

  it('is fetched anew first where it is old; where that fails the old one is used, with a warning', async () => {
    const renewed = trivy({ there: true });
    const fine = scanner(renewed.exec);
    fine.java.isThereUntil('2020-01-01T00:00:00.123456789Z');
    await Promise.all([fine.scan(), fine.scan()]);
    expect(renewed.calls).toEqual(['fetch', 'scan', 'scan']);
    expect(fine.contexts.flatMap(({ warnings }) => warnings)).toEqual([]);

    const unreachable = trivy({ there: true, fetch: () => Promise.reject(failed('no such host')) });
    const warned = scanner(unreachable.exec);
    warned.java.isThereUntil('2020-01-01T00:00:00Z');
    await warned.scan();
    await warned.scan();
    expect(unreachable.calls).toEqual(['fetch', 'scan', 'scan']);
    expect(warned.contexts.flatMap(({ warnings }) => warnings)).toEqual([
      expect.stringMatching(/is old.*no such host/),
    ]);
  });

  it.each([
    ['cannot be reached', failed('no such host'), 'MIRROR_JAVA_DATABASE'],
    ['takes too long', failed('', 'MIRROR_TOOL_TIMEOUT'), 'MIRROR_JAVA_DATABASE'],
    ['is asked for by a bug', new TypeError('x is undefined'), 'MIRROR_INTERNAL'],
  ])('that %s is an error with its mend, asked for once', async (_name, fault, code) => {
    const { exec, calls } = trivy({ fetch: () => Promise.reject(fault) });
    const images = scanner(exec);
    for (const _ of [1, 2]) await expect(images.scan()).rejects.toMatchObject({ code });
    expect(calls.filter((call) => call === 'fetch')).toHaveLength(1);
  });

  it('that cannot be used once it is there is the same error', async () => {
    const exec: Exec = async (_command, args) => {
      if (args.includes('--download-java-db-only')) return { stdout: '', stderr: '' };
      throw failed('Java DB open error: disk image is malformed');
    };
    await expect(scanner(exec).scan()).rejects.toMatchObject({
      code: 'MIRROR_JAVA_DATABASE',
      message: expect.stringContaining('malformed'),
      hint: expect.stringContaining('javaDatabase: none'),
    });
  });

  it('`none` is an empty one, and nothing is fetched', async () => {
    const { exec, calls } = trivy();
    const images = scanner(exec, 'none');
    await images.scan();
    await images.scan();
    expect(calls).toEqual(['scan with a cache of its own', 'scan with a cache of its own']);
    expect((await readdir(join(directory, 'trivy-cache/java-db'))).toSorted()).toEqual([
      'metadata.json',
      'trivy-java.db',
    ]);
    const broken: Exec = () => Promise.reject(failed('Java DB open error'));
    await expect(scanner(broken, 'none').scan()).rejects.toMatchObject({ code: 'MIRROR_TOOL_FAILED' });
  });
});
