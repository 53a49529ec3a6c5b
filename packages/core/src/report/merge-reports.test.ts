import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from './build-report.ts';
import { mergeReports, type NamedReport } from './merge-reports.ts';
import type { ImageReport, Report } from './report.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

function image(tag: string, more: Partial<ImageReport> = {}): ImageReport {
  const [name = '', version] = tag.split(':');
  return {
    image: name,
    line: 7,
    destination: `ghcr.io/acme/${name}${version === undefined ? '' : `:${version}`}`,
    action: 'create',
    status: 'done',
    reason: 'new',
    digest: digest('a'),
    ...more,
  };
}

const error = { code: 'MIRROR_DENIED', message: 'no', side: 'destination', registry: 'ghcr.io' } as const;
const failed = (tag: string) => image(tag, { status: 'failed', error });

function run(images: ImageReport[], more: Partial<Report> = {}): NamedReport {
  const transfer = {
    requests: { 'ghcr.io': { 'HEAD blob': 2 } },
    bytesRead: 10,
    bytesWritten: 20,
    blobsCopied: 1,
    blobsMounted: 2,
    blobsPresent: 3,
  };
  return { file: 'a.json', report: { ...buildReport(images, { transfer, seconds: 1.5 }), ...more } };
}

function plan(images: ImageReport[]): NamedReport {
  const planned = images.map((each) => {
    const { status, ...rest } = each;
    return status === undefined ? each : rest;
  });
  return { file: 'plan.json', report: buildReport(planned) };
}

const statuses = (report: Report) =>
  Object.fromEntries(report.images.map(({ destination, status }) => [destination.split('/').at(-1), status]));

describe('mergeReports', () => {
  it('has what each of them warns of', () => {
    const merged = mergeReports([
      run([image('one:1')], { warnings: [error] }),
      run([image('two:1')], { warnings: [error] }),
    ]);
    expect(merged.warnings).toEqual([error, error]);
    expect(mergeReports([run([image('one:1')])]).warnings).toBeUndefined();
  });

  it('is all images with their counts, and the sum of requests, bytes and seconds', () => {
    const merged = mergeReports([run([image('one:1'), failed('one:2')]), run([image('two:1', { line: 3 })])]);
    expect(merged.summary).toMatchObject({ actions: { create: 3 }, statuses: { done: 2, failed: 1 } });
    expect(merged.images.map(({ line }) => line)).toEqual([3, 7, 7]);
    expect(merged).toMatchObject({
      version: 1,
      seconds: 3,
      merged: { reports: 2, superseded: 0 },
      transfer: {
        requests: { 'ghcr.io': { 'HEAD blob': 4 } },
        bytesRead: 20,
        bytesWritten: 40,
        blobsCopied: 2,
        blobsMounted: 4,
        blobsPresent: 6,
      },
    });
    expect(merged).not.toHaveProperty('errors');
  });

  it('does not depend on the order in which shards are named', () => {
    const shards = ['a', 'b', 'c'].map((name, line) => run([image(`${name}:1`, { line })]));
    const expected = JSON.stringify(mergeReports(shards));
    fc.assert(
      fc.property(fc.shuffledSubarray(shards, { minLength: 3 }), (shuffled) => {
        expect(JSON.stringify(mergeReports(shuffled))).toBe(expected);
      }),
    );
  });

  describe('of a tag in two reports', () => {
    const early = { finished: '2026-01-01T00:00:00.000Z' };
    const late = { finished: '2026-01-01T00:10:00.000Z' };

    it.each<[string, NamedReport[]]>([
      ['it was finished last', [run([image('one:1')], late), run([failed('one:1')], early)]],
      ['it is named last, where no time is known', [run([failed('one:1')]), run([image('one:1')])]],
    ])('takes the one that counts: %s', (_name, reports) => {
      const merged = mergeReports(reports);
      expect(statuses(merged)).toEqual({ 'one:1': 'done' });
      expect(merged.summary.statuses).toEqual({ done: 1, failed: 0, deferred: 0 });
      expect(merged.merged).toEqual({ reports: 2, superseded: 1 });
    });

    it('believes a failure that came after a success', () => {
      expect(statuses(mergeReports([run([failed('one:1')], late), run([image('one:1')], early)]))).toEqual({
        'one:1': 'failed',
      });
    });

    it('tells what was done, where the later run found it in place', () => {
      const still = image('one:1', { action: 'unchanged', reason: 'published' });
      const { images } = mergeReports([run([image('one:1')], early), run([still], late)]);
      expect(images).toMatchObject([{ action: 'create', reason: 'new' }]);
      const other = mergeReports([
        run([image('one:1')], early),
        run([{ ...still, digest: digest('b') }], late),
      ]);
      expect(other.images).toMatchObject([{ action: 'unchanged', digest: digest('b') }]);
    });

    it('forgets that an entry failed as a whole, once a later run has its tags', () => {
      const whole = { ...failed('one'), action: 'update' as const };
      expect(statuses(mergeReports([run([whole], early), run([image('one:1')], late)]))).toEqual({
        'one:1': 'done',
      });
      expect(statuses(mergeReports([run([image('one:1')], early), run([whole], late)]))).toEqual({
        'one:1': 'done',
        one: 'failed',
      });
    });
  });

  describe('beside the plan', () => {
    const planned = plan([
      image('one:1'),
      image('two:1', { action: 'unchanged', reason: 'published' }),
      image('three:1', { action: 'moved', reason: 'upstream now points elsewhere' }),
      image('four:1', { deferred: 'minimumAge', reason: 'younger than minimumAge' }),
    ]);

    it('counts what needed no run, and what waits', () => {
      const merged = mergeReports([planned, run([image('one:1')])]);
      expect(merged.summary).toEqual({
        actions: { create: 2, update: 0, repair: 0, unchanged: 1, moved: 1, gone: 0 },
        statuses: { done: 3, failed: 0, deferred: 1 },
      });
      expect(merged.images.find(({ status }) => status === 'deferred')).toMatchObject({
        reason: 'minimumAge',
      });
    });

    it('fails what no run has reported', () => {
      const { images } = mergeReports([planned, run([image('other:1')])]);
      expect(images.filter(({ status }) => status === 'failed')).toMatchObject([
        { image: 'one', error: { code: 'MIRROR_REPORT_MISSING', hint: expect.any(String) } },
      ]);
    });

    it('stays a plan where there is no run', () => {
      const merged = mergeReports([planned]);
      expect(merged.summary).not.toHaveProperty('statuses');
      expect(merged).not.toHaveProperty('transfer');
      expect(merged.images.map(({ status }) => status)).toEqual([undefined, undefined, undefined, undefined]);
    });
  });

  it.each<[string, string[], string | undefined]>([
    ['all are there', ['0/3', '1/3', '2/3'], undefined],
    ['one of them twice', ['0/2', '1/2', '1/2'], undefined],
    ['some are missing', ['0/4', '2/4'], '1/4, 3/4'],
    ['another number was tried before', ['0/4', '0/2', '1/2'], undefined],
  ])('names the shards that have left no report: %s', (_name, shards, missing) => {
    const { errors } = mergeReports(shards.map((shard) => run([], { shard })));
    expect(errors?.map(({ code, message }) => [code, message])).toEqual(
      missing && [['MIRROR_REPORT_MISSING', `there is no report of the shards ${missing}`]],
    );
  });

  it('says why a shard could do nothing, and in which file it says so', () => {
    const broken: NamedReport = {
      file: 'three.json',
      report: { version: 1, summary: run([]).report.summary, images: [], errors: [error] },
    };
    expect(mergeReports([run([image('one:1')]), broken])).toMatchObject({
      summary: { statuses: { done: 1 } },
      errors: [{ code: 'MIRROR_DENIED', message: 'three.json: no' }],
    });
  });

  it('keeps what all have in common, and every way to check the result', () => {
    const one = run([], {
      manifest: 'mirror.config.yaml',
      verify: ['cosign verify a'],
      finished: '2026-01-02',
    });
    const two = run([], {
      manifest: 'mirror.config.yaml',
      verify: ['cosign verify a', 'x'],
      finished: '2026-01-01',
    });
    expect(mergeReports([one, two])).toMatchObject({
      manifest: 'mirror.config.yaml',
      verify: ['cosign verify a', 'x'],
      finished: '2026-01-02',
    });
    expect(mergeReports([one, run([], { manifest: 'other.yaml' })])).not.toHaveProperty('manifest');
  });
});
