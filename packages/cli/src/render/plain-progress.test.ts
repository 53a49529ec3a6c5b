import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import type { LogLevel } from './log-level.ts';
import { plainProgress } from './plain-progress.ts';
import {
  digestA,
  eventsOf,
  hostile,
  imageConfig,
  imageReport,
  plainPrinter,
  plannedTag,
  planOf,
} from './report.fixture.ts';

function progressAt(level: LogLevel) {
  const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
  return { stdout, stderr, progress: plainProgress(plainPrinter(stdout), plainPrinter(stderr), level) };
}

describe('plainProgress', () => {
  it('writes a line for the plan, the start, each phase that takes time and the end, with the image in it', () => {
    const { stdout, progress } = progressAt('info');
    progress.on({ type: 'planned', plan: planOf([plannedTag(imageConfig('app'), '1.0.0')]) });
    const done = ['1.0.0', 'latest'].map((tag) => imageReport(tag, { digest: digestA, seconds: 3.14 }));
    for (const event of eventsOf('app', done)) progress.on(event);
    expect(stdout.lines).toEqual([
      'plan: 1 to create',
      'app:1.0.0, latest → registry.test/mirror/app',
      'app:1.0.0, latest copy',
      'app:1.0.0, latest trivy-sbom',
      '✔ app:1.0.0, latest created sha256:a1a1a1a1a1a1 (new, 3.1 s)',
    ]);
  });

  it('says at once what failed when it was planned, since nobody begins with it', () => {
    const { stdout, progress } = progressAt('info');
    const error = new MirrorError('MIRROR_X', 'm');
    const image = imageConfig('app');
    const tags = ['1.0.0', 'slim'].map((tag) => plannedTag(image, tag, { error }));
    progress.on({ type: 'planned', plan: planOf(tags, [{ image: imageConfig('other'), error }]) });
    expect(stdout.lines).toEqual([
      'plan: 3 failed',
      '✖ other failed [MIRROR_X]',
      '✖ app:1.0.0, slim failed [MIRROR_X]',
    ]);
  });

  it.each([
    [
      'failed',
      imageReport('1.0.0', { status: 'failed', error: { code: 'MIRROR_X', message: 'm' } }),
      '✖ app:1.0.0 failed [MIRROR_X]',
    ],
    [
      'deferred',
      imageReport('1.0.0', { status: 'deferred', reason: 'minimumAge', until: '2026-12-01T00:00:00.000Z' }),
      '⏸ app:1.0.0 deferred: younger than minimumAge until 2026-12-01T00:00:00.000Z',
    ],
    ['verified', imageReport('1.0.0', { action: 'unchanged', reason: 'verified' }), '✔ app:1.0.0 verified'],
  ])('says how an image ended: %s', (_name, report, line) => {
    const { stdout, progress } = progressAt('info');
    progress.on({ type: 'finished', image: 'app', tags: ['1.0.0'], reports: [report] });
    expect(stdout.lines).toEqual([line]);
  });

  it('keeps messages apart, and only those of the level', () => {
    const { stdout, stderr, progress } = progressAt('warn');
    for (const event of eventsOf('app', [imageReport('1.0.0')])) progress.on(event);
    progress.log.debug('1');
    progress.log.info('2');
    progress.log.warn('3');
    progress.on({ type: 'log', level: 'warn', message: '4' });
    expect(stdout.text).toBe('');
    expect(stderr.lines).toEqual(['warning: 3', 'warning: 4']);
  });

  it('lets nothing from outside move the terminal, and no secret through', () => {
    registerSecret('hunter2hunter2');
    const { stdout, stderr, progress } = progressAt('debug');
    const names = { image: hostile, tags: [hostile] };
    progress.on({ type: 'started', ...names, destination: hostile, line: 1 });
    progress.on({ type: 'phase', ...names, phase: hostile });
    progress.on({
      type: 'finished',
      ...names,
      reports: [imageReport('1.0.0', { image: hostile, reason: hostile, digest: hostile })],
    });
    progress.log.warn(`${hostile} hunter2hunter2`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(stdout.text + stderr.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(stdout.lines).toHaveLength(3);
    expect(stderr.text).not.toContain('hunter2');
  });
});
