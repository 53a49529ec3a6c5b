import type { Report } from '@multiarch-mirror/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { imageReport, reportOf } from '../render/report.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
});
afterEach(() => place.close());

const error = { code: 'MIRROR_DENIED', message: 'no', hint: 'Ask.' };

/** A report file with these images. */
async function save(name: string, images: Report['images'], more: Partial<Report> = {}): Promise<void> {
  const report = reportOf(...images);
  const summary = { ...report.summary, statuses: { done: 0, failed: 0, deferred: 0 } };
  await place.write(name, JSON.stringify({ ...report, summary, ...more }));
}

describe('mirror report', () => {
  it('merges the reports of real shards into what one run says', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await place.publish(name, '1.0.0');
    await place.manifest(names.map((name) => `{source: SOURCE/${name}, tags: ["1.0.0", "2.0.0"]}`));
    for (const shard of ['0/3', '1/3', '2/3'])
      await place.mirror(['run', '--shard', shard, '--report', `report-${shard[0]}.json`]);
    const merged = await place.mirror([
      'report',
      'report-0.json',
      'report-1.json',
      'report-2.json',
      '--json',
    ]);
    const one = await place.mirror(['run', '--json', '--destination', `${place.destination.host}/one`]);
    const [left, right] = [merged, one].map(({ stdout }) => JSON.parse(stdout) as Report);
    expect(left?.summary).toEqual(right?.summary);
    expect(left?.summary).toMatchObject({ actions: { create: 10 }, statuses: { done: 5, failed: 5 } });
    const short = (report: Report | undefined) =>
      report?.images.map(({ image, line, status, action, digest, platforms }) => ({
        image,
        line,
        status,
        action,
        digest,
        platforms,
      }));
    expect(short(left)).toEqual(short(right));
    expect(left?.transfer?.blobsCopied).toBe(right?.transfer?.blobsCopied);
    expect([merged.code, one.code]).toEqual([exitCodes.failed, exitCodes.failed]);
  });

  it('tells people what all shards have done, and how often a tag was reported', async () => {
    await save('a.json', [imageReport('1', { status: 'failed', error })], {
      finished: '2026-01-01',
      shard: '0/2',
    });
    await save('b.json', [imageReport('1'), imageReport('2')], { finished: '2026-01-02', shard: '0/2' });
    await save('c.json', [imageReport('3', { action: 'unchanged' })], { shard: '1/2' });
    const { code, stdout } = await place.mirror(['report', 'b.json', 'a.json', 'c.json']);
    expect(stdout).toContain('2 created, 1 unchanged in 37 s, 36.9 MB written\n');
    expect(stdout).toContain('from 3 reports; 1 tag stands in several of them, and the latest counts\n');
    expect(code).toBe(exitCodes.done);
  });

  it('prints Markdown for the summary of a job', async () => {
    await save('a.json', [imageReport('1')], { verify: ["cosign verify 'x'"] });
    const { code, stdout, stderr } = await place.mirror(['report', 'a.json', '--summary']);
    expect(stdout).toMatch(/^### ✅ mirror: 1 created in 12 s\n/);
    expect(stdout).toContain("```sh\ncosign verify 'x'\n```");
    expect({ code, stderr }).toEqual({ code: exitCodes.done, stderr: '' });
  });

  it('shows a plan for a pull request', async () => {
    await place.publish('app', '1.0.0');
    await place.manifest(['{source: SOURCE/app, tags: ["1.0.0"]}']);
    await place.mirror(['plan', '--report', 'plan.json']);
    const { code, stdout } = await place.mirror(['report', 'plan.json', '--summary']);
    expect(stdout).toMatch(/^### mirror plan: 1 to create\n/);
    expect(code).toBe(exitCodes.done);
    expect((await place.mirror(['report', 'plan.json'])).stdout).toMatch(
      /^create app:1\.0\.0 \(new\)\nplan: 1 create\n/,
    );
  });

  it('fails when a planned image has no report, and when a shard has none', async () => {
    for (const name of ['a', 'b']) await place.publish(name, '1.0.0');
    await place.manifest(['a', 'b'].map((name) => `{source: SOURCE/${name}, tags: ["1.0.0"]}`));
    await place.mirror(['plan', '--report', 'plan.json']);
    await place.mirror(['run', 'a', '--report', 'a.json']);
    const { code, stdout } = await place.mirror(['report', 'plan.json', 'a.json']);
    expect(stdout).toContain('it was planned, and no report says what became of it [MIRROR_REPORT_MISSING]');
    expect(code).toBe(exitCodes.failed);
    await save('shard.json', [imageReport('1')], { shard: '1/3' });
    const shards = await place.mirror(['report', 'shard.json']);
    expect(shards.stdout).toContain(
      'error: there is no report of the shards 0/3, 2/3 [MIRROR_REPORT_MISSING]\n  hint: ',
    );
    expect(shards.code).toBe(exitCodes.failed);
  });

  const policy = { ...error, policy: true as const };
  const limited = { status: 'deferred', reason: 'rateLimit' } as const;
  it.each<[string, Report['images'], number]>([
    ['0 when all is done', [imageReport('1')], exitCodes.done],
    [
      '0 when something has to wait',
      [imageReport('1', { status: 'deferred', reason: 'minimumAge' })],
      exitCodes.done,
    ],
    [
      '4 when only limits stood in the way',
      [imageReport('1'), imageReport('2', limited)],
      exitCodes.rateLimited,
    ],
    [
      '1 when something failed',
      [imageReport('1', limited), imageReport('2', { status: 'failed', error })],
      exitCodes.failed,
    ],
    [
      '3 when policy refused something',
      [
        imageReport('1', limited),
        imageReport('2', { status: 'failed', error }),
        imageReport('3', { status: 'failed', error: policy }),
      ],
      exitCodes.policy,
    ],
    [
      '1 when a shard was interrupted',
      [imageReport('1', { status: 'failed', error: { ...error, code: 'MIRROR_INTERRUPTED' } })],
      exitCodes.failed,
    ],
  ])('exits with %s', async (_name, images, code) => {
    await save('a.json', images);
    expect((await place.mirror(['report', 'a.json'])).code).toBe(code);
  });

  it('says what a shard that could do nothing has said', async () => {
    await place.publish('app', '1.0.0');
    await place.plugin('broken.ts', 'check: async () => { throw new Error("trivy is not there"); }');
    await place.manifest(['{source: SOURCE/app, tags: ["1.0.0"]}'], '[./broken.ts]');
    const run = await place.mirror(['run', '--report', 'a.json']);
    expect(run.code).toBe(exitCodes.failed);
    const { code, stdout } = await place.mirror(['report', 'a.json']);
    expect(stdout).toContain('error: a.json: trivy is not there [MIRROR_PLUGIN_CHECK]');
    expect(code).toBe(exitCodes.failed);
  });

  it('refuses files that are no reports, every one of them', async () => {
    await place.write('half.json', '{"version": 1, "images": [');
    await place.write('empty.json', '');
    await place.write('package.json', '{"name": "x", "version": "1.0.0"}');
    const files = ['half.json', 'empty.json', 'package.json', 'nowhere.json'];
    const { code, stdout, stderr } = await place.mirror(['report', ...files]);
    for (const file of files)
      expect(stderr).toMatch(new RegExp(`^${file}: error: .*\\[MIRROR_USAGE_REPORT\\]$`, 'm'));
    expect(stderr).toContain('it is empty: the run has not come to its end');
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
  });

  it('wants at least one file, and one kind of output', async () => {
    expect((await place.mirror(['report'])).code).toBe(exitCodes.usage);
    await save('a.json', []);
    const both = await place.mirror(['report', 'a.json', '--summary', '--json']);
    expect(both.stderr).toContain('MIRROR_USAGE_CONFLICT');
    expect(both.code).toBe(exitCodes.usage);
  });
});
