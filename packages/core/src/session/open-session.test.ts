import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definePlugin, type Plugin } from '../plugin/plugin.ts';
import { Scene } from '../run/scene.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';
import { openSession } from './open-session.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const quiet = { debug: () => {}, info: () => {}, warn: () => {} };
const images = [{ source: 'app', tags: ['1.0.0'] }];

function open(plugins: unknown[], known: Plugin[] = []) {
  return openSession(scene.config({ images, plugins }), {
    builtins: Object.fromEntries(known.map((plugin) => [plugin.name, async () => ({ default: plugin })])),
    signal: new AbortController().signal,
    log: quiet,
    environment: {},
  });
}

describe('openSession', () => {
  it.each([
    ['that nobody knows', ['nobody'], 'MIRROR_PLUGIN_UNKNOWN'],
    ['of a file that is not there', ['./nowhere.ts'], 'MIRROR_PLUGIN_UNKNOWN'],
    [
      'whose options its schema refuses',
      [{ use: 'strict', with: { colour: 'red' } }],
      'MIRROR_CONFIG_UNKNOWN_KEY',
    ],
    ['that stands there twice', ['strict', 'strict'], 'MIRROR_CHAIN_DUPLICATE'],
  ])('refuses a plugin %s at its line', async (_name, plugins, code) => {
    const strict = definePlugin({
      name: 'strict',
      schema: { type: 'object', properties: {}, additionalProperties: false },
      create: () => ({}),
    });
    await expect(open(plugins, [strict])).rejects.toMatchObject({
      code,
      place: { file: 'mirror.config.yaml', line: 3 },
    });
    expect(await scene.temporary()).toEqual([]);
  });

  it('asks no registry for anything', async () => {
    const session = await open([]);
    await session.close();
    expect([...scene.upstream.requests, ...scene.destination.requests]).toEqual([]);
  });

  it('gives those who share a failed listing errors of their own, and tries again', async () => {
    const session = await open([]);
    const [image] = session.config.images;
    if (image?.source.kind !== 'repository') throw new Error('no repository');
    const { repository } = image.source;
    const [one, two] = await Promise.allSettled([
      session.upstreamTags(repository),
      session.upstreamTags(repository),
    ]);
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'MIRROR_REPOSITORY_UNKNOWN' } });
    expect(two).toMatchObject({ status: 'rejected', reason: { code: 'MIRROR_REPOSITORY_UNKNOWN' } });
    expect(one?.status === 'rejected' && one.reason).not.toBe(two?.status === 'rejected' && two.reason);
    expect(scene.upstream.requests).toHaveLength(1);
    await scene.publish('app', '1.0.0', await multi('app'));
    expect(await session.upstreamTags(repository)).toEqual(['1.0.0']);
    await session.close();
  });

  it('closes everything, so that the process can end, and removes its files', async () => {
    await scene.publish('app', '1.0.0', await multi('app'));
    const directory = await mkdtemp(join(tmpdir(), 'process-'));
    await mkdir(join(directory, 'tmp'));
    const source = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
    const script = `
      import { openSession } from ${source('open-session.ts')};
      import { run } from ${source('../run/run.ts')};
      import { validateManifest } from ${source('../config/index.ts')};
      const { config } = validateManifest(process.argv[2], { file: 'm.yaml', environment: {} });
      const log = { debug() {}, info() {}, warn() {} };
      const session = await openSession(config, { builtins: {}, signal: new AbortController().signal, log, writes: true });
      const { report } = await run(session, config.images, { concurrency: 2, failFast: false, now: 0, on() {} });
      await session.close();
      process.stdout.write(JSON.stringify(report.summary.statuses));
    `;
    await writeFile(join(directory, 'program.mts'), script);
    const { upstream, destination } = scene;
    const manifest = `{version: 1, destination: "${destination.host}/mirror", plugins: [], images: [{source: "${upstream.host}/lib/app", tags: ["1.0.0"]}]}`;
    const { stdout } = await execa(
      process.execPath,
      ['--conditions=@mirror/source', join(directory, 'program.mts'), manifest],
      { env: { TMPDIR: join(directory, 'tmp') }, timeout: 20_000 },
    );
    expect(JSON.parse(stdout)).toEqual({ done: 1, failed: 0, deferred: 0 });
    expect(await readdir(join(directory, 'tmp'))).toEqual([]);
    await rm(directory, { recursive: true });
  });
});
