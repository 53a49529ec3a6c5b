import type { Matrix, Report } from '@multiarch-mirror/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { Workplace } from './workplace.fixture.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
});
afterEach(() => place.close());

/** So many images, each with one tag. */
async function images(...names: string[]): Promise<void> {
  for (const name of names) await place.publish(name, '1.0.0');
  await place.manifest(names.map((name) => `{source: SOURCE/${name}, tags: ["1.0.0"]}`));
}

const changing = () =>
  [...place.upstream.requests, ...place.destination.requests].filter(
    ({ method }) => !['GET', 'HEAD'].includes(method),
  );

describe('mirror plan', () => {
  it('reads like the summary of a pull request', async () => {
    const first = await place.publish('app', ['1.0.0', 'slim'], 'first');
    await place.publish('wiki', ['1.0.0', '1.1.0']);
    await place.manifest([
      '{source: SOURCE/app, tags: ["1.0.0", slim]}',
      '{source: SOURCE/wiki, tags: {semver: "*", latest: true}, deny: [{tag: "1.0.0", reason: CVE-2026-1}]}',
    ]);
    await place.mirror(['run', 'app']);
    const second = await place.publish('app', 'slim', 'second');
    const { stdout } = await place.mirror(['plan']);
    const [up, to] = [place.upstream.host, place.destination.host];
    const wiki = place.upstream.repository('up/wiki').tags.get('1.1.0')?.slice(0, 19);
    expect(stdout).toBe(`app  ${up}/up/app → ${to}/mirror/app
  ~ update    slim  upstream moved  ${first.slice(0, 19)} → ${second.slice(0, 19)}
    unchanged 1.0.0 (published)

wiki  ${up}/up/wiki → ${to}/mirror/wiki
  + create    1.1.0   new            ${wiki}
  + create    latest  follows 1.1.0  ${wiki}
    unchanged 1.0.0 (denied: CVE-2026-1)

plan: 2 to create, 1 to update, 2 unchanged
`);
  });

  it('changes nothing, with every option that it has', async () => {
    await images('a', 'b');
    await place.mirror(['lock']);
    place.upstream.resetRequests();
    const options = ['--sizes', '--deep', '--check-moved', '--locked', '--concurrency', '1', '--fail-fast'];
    expect((await place.mirror(['plan', ...options])).code).toBe(exitCodes.done);
    expect((await place.mirror(['plan', '--matrix', '2'])).code).toBe(exitCodes.done);
    expect(changing()).toEqual([]);
  });

  it('gives the document of a run without what has not happened, and what asking cost', async () => {
    await images('a');
    const { stdout } = await place.mirror(['plan', '--json', '--sizes']);
    const report = JSON.parse(stdout) as Report;
    expect(Object.keys(report).toSorted()).toEqual([
      'images',
      'manifest',
      'sizes',
      'summary',
      'transfer',
      'version',
    ]);
    expect(report.images[0]).not.toHaveProperty('digest');
    expect(report.images[0]).toMatchObject({ size: { image: expect.any(Number), copy: report.sizes?.copy } });
    expect(report.transfer).toMatchObject({
      requests: { [place.upstream.host]: { 'HEAD manifest': 1, 'GET manifest': 3 } },
      bytesWritten: 0,
    });
    expect(report.sizes?.requests).toEqual({ [place.upstream.host]: { 'GET manifest': 3 } });
  });

  it('says in a document what is put off', async () => {
    await place.publish('app', '1.0.0');
    await place.manifest(['{source: SOURCE/app, tags: ["1.0.0"], minimumAge: 3d}']);
    const { stdout } = await place.mirror(['plan', '--json']);
    expect((JSON.parse(stdout) as Report).images[0]).toMatchObject({
      action: 'create',
      deferred: 'minimumAge',
      until: expect.any(String),
    });
  });

  it('warns with --fail-fast that a run would begin nothing', async () => {
    await images('a');
    await place.manifest(['{source: SOURCE/a, tags: ["1.0.0", "2.0.0"]}']);
    const { code, stderr } = await place.mirror(['plan', '--fail-fast']);
    expect(stderr).toContain('with --fail-fast a run would begin nothing of this: 1 failed');
    expect(code).toBe(exitCodes.failed);
  });

  it('is 5 with --exit-code as long as a run has anything to do, if only note a date', async () => {
    await place.publish('app', '1.0.0');
    await place.manifest(['{source: SOURCE/app, tags: ["1.0.0"], minimumAge: 3d}']);
    expect((await place.mirror(['plan', '--exit-code'])).code).toBe(exitCodes.work);
    await place.mirror(['run']);
    expect((await place.mirror(['plan', '--exit-code'])).code).toBe(exitCodes.done);
  });
});

describe('--matrix', () => {
  it('is one line on stdout, and the plan on stderr', async () => {
    await images('a', 'b', 'c');
    const { code, stdout, stderr } = await place.mirror(['plan', '--matrix', '2']);
    expect(stdout).toBe('{"include":[{"name":"a, c","images":"a c"},{"name":"b","images":"b"}]}\n');
    expect(stderr).toContain('plan: 3 to create\n');
    expect(code).toBe(exitCodes.done);
    expect((await place.mirror(['plan', '--matrix', '2', '--json'])).stdout).toBe(stdout);
  });

  it('names jobs that together do everything', async () => {
    await images('a', 'b', 'c', 'd', 'e');
    const { stdout } = await place.mirror(['plan', '--matrix', '3', '--report', 'plan.json']);
    const reports: string[] = [];
    for (const [index, job] of (JSON.parse(stdout) as Matrix).include.entries()) {
      reports.push(`${index}.json`);
      await place.mirror(['run', ...job.images.split(' '), '--report', `${index}.json`]);
    }
    const merged = await place.mirror(['report', 'plan.json', ...reports, '--json']);
    expect(JSON.parse(merged.stdout)).toMatchObject({
      summary: { statuses: { done: 5, failed: 0, deferred: 0 } },
    });
    expect((await place.mirror(['plan', '--matrix', '3'])).stdout).toBe('{"include":[]}\n');
  });

  it('leaves the job of an image that cannot be planned to say so', async () => {
    await images('a', 'b');
    place.upstream.repository('up/b').tags.clear();
    const { code, stdout } = await place.mirror(['plan', '--matrix', '8']);
    expect((JSON.parse(stdout) as Matrix).include.map((job) => job.images).toSorted()).toEqual(['a', 'b']);
    expect(code).toBe(exitCodes.done);
    expect((await place.mirror(['run', 'b'])).code).toBe(exitCodes.failed);
  });

  it('is 5 with --exit-code while there is work', async () => {
    await images('a');
    expect((await place.mirror(['plan', '--matrix', '1', '--exit-code'])).code).toBe(exitCodes.work);
  });

  it.each([
    ['0', 'a positive whole number'],
    ['257', 'at most 256 jobs'],
    ['many', 'a positive whole number'],
  ])('refuses %s jobs', async (jobs, words) => {
    const { code, stderr } = await place.mirror(['plan', '--matrix', jobs]);
    expect(stderr).toContain(words);
    expect(code).toBe(exitCodes.usage);
  });

  it('does not go with --shard', async () => {
    await images('a');
    const { code, stderr } = await place.mirror(['plan', '--matrix', '2', '--shard', '0/2']);
    expect(stderr).toContain('MIRROR_USAGE_CONFLICT');
    expect(code).toBe(exitCodes.usage);
  });
});

describe('--shard', () => {
  it('is a part of what is named; all parts together are all of it', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await images(...names);
    const seen: string[] = [];
    for (const shard of ['0/3', '1/3', '2/3']) {
      const { stdout, stderr } = await place.mirror(['plan', '--json', '--shard', shard, '[a-e]']);
      const report = JSON.parse(stdout) as Report;
      expect(report.shard).toBe(shard);
      expect(stderr).toContain(`shard ${shard}: ${report.images.length} of 5 images`);
      seen.push(...report.images.map(({ image }) => image));
    }
    expect(seen.toSorted()).toEqual(names.slice(0, 5));
  });

  it('may be empty', async () => {
    await images('a');
    const codes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => place.mirror(['run', '--shard', `${index}/8`])),
    );
    expect(codes.map(({ code }) => code)).toEqual(Array.from({ length: 8 }, () => exitCodes.done));
    expect(codes.filter(({ stdout }) => stdout.includes('1 created'))).toHaveLength(1);
    expect(codes.filter(({ stdout }) => stdout.includes('nothing to do'))).toHaveLength(7);
  });

  it.each([['run'], ['plan']])('%s refuses one that is none', async (command) => {
    await images('a');
    const { code, stderr } = await place.mirror([command, '--shard', '8/8']);
    expect(stderr).toContain(
      'shards are counted from 0 [MIRROR_USAGE_SHARD]\n  hint: Write one of 0/8 to 7/8.',
    );
    expect(code).toBe(exitCodes.usage);
  });
});

describe('--report', () => {
  it('writes what --json prints, while people read lines', async () => {
    await images('a');
    const { stdout } = await place.mirror(['run', '--report', 'report.json']);
    expect(stdout).toContain('✔ a:1.0.0 created');
    expect(JSON.parse(await place.read('report.json'))).toMatchObject({
      version: 1,
      manifest: expect.stringMatching(/mirror\.config\.yaml$/),
      summary: { statuses: { done: 1 } },
      finished: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('leaves no report of an earlier run, and says why there is none', async () => {
    await images('a');
    await place.write('report.json', '{"version": 1}');
    await place.mirror(['run', 'nobody', '--report', 'report.json']);
    expect(JSON.parse(await place.read('report.json'))).toMatchObject({
      errors: [{ code: 'MIRROR_USAGE_IMAGE_UNKNOWN' }],
    });
  });

  it.each([['run'], ['plan']])('of an interrupted %s says so', async (command) => {
    await images('a');
    const { code } = await place.mirror([command, '--report', 'report.json'], AbortSignal.abort());
    expect(code).toBe(exitCodes.interrupted);
    const { errors, images: tags } = JSON.parse(await place.read('report.json')) as Report;
    const codes = [...(errors ?? []), ...(tags ?? []).flatMap(({ error }) => error ?? [])].map(
      (error) => error.code,
    );
    expect(new Set(codes)).toEqual(new Set(['MIRROR_INTERRUPTED']));
  });

  it('does nothing where it could not be written', async () => {
    await images('a');
    const { code, stderr } = await place.mirror(['run', '--report', 'nowhere/report.json']);
    expect(stderr).toContain('nowhere/report.json: error: the report cannot be written');
    expect(code).toBe(exitCodes.usage);
    expect(place.tags('a')).toEqual({});
  });
});
