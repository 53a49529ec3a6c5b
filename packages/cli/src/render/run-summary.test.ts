import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import type { Outcome } from './renderer.ts';
import { hostile, imageReport, plainPrinter, reportOf } from './report.fixture.ts';
import { printRunSummary } from './run-summary.ts';

function summary(outcome: Partial<Outcome> & Pick<Outcome, 'report'>, shown: string[] = []): string[] {
  const output = new RecordingOutput();
  printRunSummary(
    plainPrinter(output),
    { kind: 'run', file: 'mirror.config.yaml', ...outcome },
    new Set(shown),
  );
  return output.lines;
}

const failed = imageReport('2.0.0', {
  status: 'failed',
  error: {
    code: 'MIRROR_MANIFEST_UNKNOWN',
    message: 'source docker.io/up/app:2.0.0: there is no such tag',
    hint: 'Check the tag.',
  },
});

describe('printRunSummary', () => {
  it('counts by what was done and how it ended', () => {
    const lines = summary({
      report: reportOf(
        imageReport('1.0.0'),
        imageReport('latest'),
        imageReport('0.9.0', { action: 'unchanged', reason: 'published' }),
        imageReport('0.8.0', { status: 'deferred', reason: 'minimumAge' }),
        failed,
      ),
    });
    expect(lines.at(-1)).toBe('2 created, 1 unchanged, 1 deferred, 1 failed in 12 s, 12.3 MB written');
  });

  it('names each failure with its line in the manifest, its code and its hint, tags that share it together', () => {
    const lines = summary({
      report: reportOf(failed, { ...failed, destination: 'registry.test/mirror/app:latest' }),
    });
    const begin = lines.findIndex((line) => line.startsWith('mirror.config.yaml:7:'));
    expect(lines.slice(begin, begin + 4)).toEqual([
      'mirror.config.yaml:7: error: app:2.0.0, latest',
      '  source docker.io/up/app:2.0.0: there is no such tag [MIRROR_MANIFEST_UNKNOWN]',
      '  hint: Check the tag.',
      '',
    ]);
    expect(lines.filter((line) => line.includes('error:'))).toHaveLength(1);
  });

  it('says of what no progress has shown how it ended, and nothing of what stands as it did', () => {
    const shown = imageReport('1.0.0');
    const lines = summary(
      {
        report: reportOf(
          shown,
          imageReport('latest', { reason: 'follows 0.9.0, since 1.0.0 is not published' }),
          imageReport('0.9.0', { action: 'unchanged' }),
        ),
      },
      [shown.destination],
    );
    expect(lines[0]).toBe('✔ app:latest created (follows 0.9.0, since 1.0.0 is not published)');
    expect(lines.filter((line) => line.startsWith('✔'))).toHaveLength(1);
  });

  it.each([
    ['nothing to do', 'run', [], 'nothing to do in 12 s, 12.3 MB written'],
    [
      'a verification',
      'verify',
      [imageReport('1.0.0', { action: 'unchanged' }), failed],
      '1 tag verified, 1 failed in 12 s',
    ],
  ] as const)('%s', (_name, kind, images, line) => {
    expect(summary({ kind, report: reportOf(...images) }).at(-1)).toBe(line);
  });

  it.each(['MIRROR_INTERRUPTED', 'MIRROR_STOPPED'])(
    'says %s once, however many images had to stop',
    (code) => {
      const stopped = ['1', '2', '3'].map((tag) =>
        imageReport(tag, { image: `app${tag}`, status: 'failed', error: { code, message: 'stopped' } }),
      );
      const lines = summary({ report: reportOf(...stopped) });
      expect(lines.filter((line) => line.includes(code))).toEqual([
        `stopped: nothing of 3 tags was published [${code}]`,
      ]);
      expect(lines.at(-1)).toContain('3 failed');
    },
  );

  it('ends with the commands by which anyone can check', () => {
    expect(
      summary({
        report: reportOf(imageReport('1.0.0')),
        check: ['cosign initialize', 'cosign verify x'],
      }).slice(-2),
    ).toEqual(['  cosign initialize', '  cosign verify x']);
  });

  it('escapes what comes from outside', () => {
    const error = { code: 'MIRROR_X', message: hostile, hint: hostile };
    const text = summary({ report: reportOf({ ...failed, image: hostile, error }) }).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
