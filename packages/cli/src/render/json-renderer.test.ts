import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { toJson } from './json-document.ts';
import { jsonRenderer } from './json-renderer.ts';
import { plainProgress } from './plain-progress.ts';
import { eventsOf, imageReport, plainPrinter, reportOf } from './report.fixture.ts';

function renderer() {
  const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
  const printer = plainPrinter(stderr);
  return { stdout, stderr, renderer: jsonRenderer(stdout, printer, plainProgress(printer, printer, 'info')) };
}

describe('jsonRenderer', () => {
  it('writes one document to stdout, and everything else to stderr', async () => {
    const { stdout, stderr, renderer: json } = renderer();
    const report = reportOf(imageReport('1.0.0'));
    for (const event of eventsOf('app', report.images)) json.on(event);
    json.log.warn('careful');
    await json.finish({ kind: 'run', report, file: 'mirror.config.yaml', check: ['cosign verify x'] });
    expect(JSON.parse(stdout.text)).toEqual(report);
    expect(stderr.text).toContain('warning: careful');
    expect(stderr.text).toContain('✔ app:1.0.0');
  });

  it('is a document, too, where nothing could be done', async () => {
    const { stdout, stderr, renderer: json } = renderer();
    const place = { file: 'mirror.config.yaml', line: 2, column: 3 };
    await json.fail(
      [new MirrorError('MIRROR_CONFIG_SCHEMA', 'wrong', { place, hint: 'Mend it.' })],
      'a\n  b: c\n',
    );
    expect(JSON.parse(stdout.text)).toEqual({
      version: 1,
      errors: [{ code: 'MIRROR_CONFIG_SCHEMA', message: 'wrong', hint: 'Mend it.', ...place }],
    });
    expect(stderr.lines).toEqual([
      'mirror.config.yaml:2:3: error: wrong [MIRROR_CONFIG_SCHEMA]',
      '  2 |   b: c',
      '    |   ^',
      '  hint: Mend it.',
    ]);
  });

  it('keeps data as they are, without a raw control character and without a secret', () => {
    registerSecret('correct horse');
    const text = 'a\u001b[2J\u0085\u202e"\n';
    const json = toJson({ text, secret: 'with correct horse' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(json)).toEqual({ text, secret: 'with ***' });
  });
});
