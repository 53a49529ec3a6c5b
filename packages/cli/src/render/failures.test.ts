import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planReport, type Report } from '@multiarch-mirror/core';
import { MirrorError, type Place, PolicyError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { failureAnnotations, writeAnnotations } from './github-actions/annotations.ts';
import { readLog } from './github-actions/runner.fixture.ts';
import { jobSummary } from './job-summary.ts';
import { toJson } from './json-document.ts';
import { printPlan } from './plan-text.ts';
import { imageConfig, plainPrinter, plannedTag, planOf } from './report.fixture.ts';
import { printRunSummary } from './run-summary.ts';

// Whatever fails, and wherever: the terminal, the report, the annotation and the summary of a job name image, tag, side, registry, code
// and hint.

const packages = fileURLToPath(new URL('../../../', import.meta.url));

/** Every code that our sources raise. */
function allCodes(): string[] {
  const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^[^/]+\/src\/.*\.ts$/.test(file) && !/\.(?:test|fixture|generated)\.ts$|^testing\//.test(file),
  );
  const codes = files.flatMap(
    (file) => readFileSync(join(packages, file), 'utf8').match(/\bMIRROR_[A-Z][A-Z_]+[A-Z]\b/g) ?? [],
  );
  return [...new Set(codes)].toSorted();
}

/** Said once for all images: nothing is wrong with any of them. */
const stopping = ['MIRROR_INTERRUPTED', 'MIRROR_STOPPED'];

const places: [string, Place, registry: string | undefined][] = [
  ['a tag upstream', { side: 'source', reference: 'docker.io/up/app:1.0.0' }, 'docker.io'],
  ['a digest upstream', { side: 'source', reference: `ghcr.io/up/app@sha256:${'a'.repeat(64)}` }, 'ghcr.io'],
  ['a layout as source', { side: 'source', reference: 'oci:./build/app:1.0.0' }, undefined],
  ['a registry upstream', { side: 'source', registry: 'quay.io' }, 'quay.io'],
  [
    'a tag of the destination',
    { side: 'destination', reference: 'registry.test:5000/mirror/app:1.0.0' },
    'registry.test:5000',
  ],
  [
    'a registry of the destination',
    { side: 'destination', registry: 'registry.test:5000' },
    'registry.test:5000',
  ],
  ['a side alone', { side: 'destination' }, undefined],
  ['a registry alone', { registry: 'rekor.sigstore.dev' }, 'rekor.sigstore.dev'],
  ['nothing that is known', {}, undefined],
];

const codes = allCodes().filter((code) => !stopping.includes(code));

function failedWith(code: string, place: Place) {
  const options = { place: { image: 'app', ...place }, hint: 'Do this, and then that.' };
  const error =
    code === 'MIRROR_POLICY'
      ? new PolicyError('went wrong', options)
      : new MirrorError(code, 'went wrong', options);
  const plan = planOf([plannedTag(imageConfig('app'), '1.0.0', { error })]);
  const planned = planReport(plan, { manifest: 'mirror.config.yaml' });
  const report: Report = {
    ...planned,
    summary: { ...planned.summary, statuses: { done: 0, failed: 1, deferred: 0 } },
    images: planned.images.map((image) => ({ ...image, status: 'failed' })),
    seconds: 1,
  };
  return { plan, report };
}

function printed(print: (printer: ReturnType<typeof plainPrinter>) => void): string {
  const output = new RecordingOutput();
  print(plainPrinter(output));
  return output.text;
}

/** Markdown as it is shown. */
function shown(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

it('knows the codes', () => {
  expect(codes.length).toBeGreaterThan(60);
  expect(codes).toEqual(
    expect.arrayContaining(['MIRROR_DENIED', 'MIRROR_POLICY', 'MIRROR_PLUGIN_CHECK']) as string[],
  );
});

describe.each(places)('a failure at %s', (_name, place, registry) => {
  const where = [place.side, place.reference ?? place.registry].filter(Boolean).join(' ');

  it('is named wholly at a terminal, by a run and by a plan', () => {
    for (const code of codes) {
      const { plan, report } = failedWith(code, place);
      const run = printed((printer) =>
        printRunSummary(printer, { kind: 'run', report, file: 'mirror.config.yaml' }, new Set()),
      );
      expect(run).toContain('mirror.config.yaml:7: error: app:1.0.0\n');
      expect(run).toContain(
        `image app${where === '' ? '' : `, ${where}`}: went wrong [${code}]\n  hint: Do this, and then that.\n`,
      );
      const planned = printed((printer) => printPlan(printer, plan));
      expect(planned).toContain(
        `failed    1.0.0  image app${where === '' ? '' : `, ${where}`}: went wrong [${code}]\n`,
      );
      expect(planned).toContain('hint: Do this, and then that.\n');
    }
  });

  it('is named wholly in the report', () => {
    for (const code of codes) {
      const { images } = JSON.parse(toJson(failedWith(code, place).report)) as Report;
      expect(images).toMatchObject([
        {
          image: 'app',
          line: 7,
          destination: 'registry.test/mirror/app:1.0.0',
          error: { code, message: expect.stringContaining(where) as string, hint: 'Do this, and then that.' },
        },
      ]);
      expect(images[0]?.error?.side).toBe(place.side);
      expect(images[0]?.error?.registry).toBe(registry);
    }
  });

  it('is named wholly in the annotation and in the summary of a job', () => {
    const io = { environment: {} } as Parameters<typeof failureAnnotations>[0];
    for (const code of codes) {
      const { report } = failedWith(code, place);
      const output = new RecordingOutput();
      writeAnnotations(output, failureAnnotations(io, report, 'mirror.config.yaml'));
      expect(readLog(output.text).commands).toEqual([
        {
          name: 'error',
          properties: {
            file: 'mirror.config.yaml',
            line: '7',
            col: '5',
            title: `app:1.0.0 failed [${code}]`,
          },
          data: `app:1.0.0: image app${where === '' ? '' : `, ${where}`}: went wrong [${code}]\nhint: Do this, and then that.`,
        },
      ]);
      const [row = ''] = shown(jobSummary(report, {})).match(/^\| app<br>.*$/m) ?? [];
      for (const part of [
        '<code>1.0.0</code>',
        'mirror.config.yaml:7',
        where,
        registry ?? '',
        code,
        'Do this, and then that.',
      ])
        expect(row).toContain(part);
    }
  });
});

it.each(stopping)('%s is said once, for all images that had to stop', (code) => {
  const { report } = failedWith(code, {});
  const text = printed((printer) =>
    printRunSummary(printer, { kind: 'run', report, file: 'mirror.config.yaml' }, new Set()),
  );
  expect(text).toContain(`stopped: nothing of 1 tag was published [${code}]\n  hint: `);
});
