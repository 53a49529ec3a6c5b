import type { ImageExplanation, ImageReport, Plan, Report, RunEvent } from '@multiarch-mirror/core';
import { MirrorError, redact, registerSecret } from '@multiarch-mirror/errors';
import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Io } from '../io.ts';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { createRenderer } from './create-renderer.ts';
import { readLog } from './github-actions/runner.fixture.ts';
import { hostileText } from './hostile-text.fixture.ts';
import { jobSummary } from './job-summary.ts';
import { LiveRows } from './live-rows.ts';
import type { Renderer } from './renderer.ts';
import { imageConfig, imageReport, plannedTag, planOf, reportOf } from './report.fixture.ts';

// Whatever a registry, a tag, an annotation, a header or a report from elsewhere says: nothing that a renderer writes moves a terminal's
// cursor, begins a command to a runner, ends a table's cell or holds a secret.

const secret = 'planted:secret/value+1';
registerSecret(secret);
const travelling = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];

/** Enough for a field each; every third one holds the secret in one of its forms. */
const texts: fc.Arbitrary<string[]> = fc
  .array(hostileText, { minLength: 12, maxLength: 24 })
  .map((list) =>
    list.map((text, index) => (index % 3 === 0 ? `${text}${travelling[(index / 3) % 3]}${text}` : text)),
  );

/** Gives one text after the other, again and again. */
function cycle(list: readonly string[]): () => string {
  let index = 0;
  return () => list[index++ % list.length] ?? '';
}

function errorOf(next: () => string): MirrorError {
  const place = {
    file: 'mirror.config.yaml',
    line: 2,
    column: 3,
    image: next(),
    reference: next(),
    registry: next(),
  };
  return new MirrorError('MIRROR_X', next(), { hint: next(), place: { ...place, side: 'source' } });
}

function imageOf(next: () => string, more: Partial<ImageReport>): ImageReport {
  return imageReport('1', {
    image: next(),
    source: next(),
    destination: `${next()}:${next()}`,
    reason: next(),
    until: next(),
    registry: next(),
    digest: next(),
    upstreamDigest: next(),
    platforms: [{ platform: next(), digest: next() }],
    missingPlatforms: [next()],
    attestations: [
      {
        plugin: next(),
        predicateType: next(),
        subject: next(),
        digest: next(),
        logIndex: 1,
        stored: ['bundle'],
      },
    ],
    ...more,
  });
}

function reportWith(next: () => string): Report {
  const error = {
    code: 'MIRROR_X',
    message: next(),
    hint: next(),
    side: 'source' as const,
    registry: next(),
  };
  const images = [
    imageOf(next, { status: 'done' }),
    imageOf(next, { status: 'done', action: 'update' }),
    imageOf(next, { status: 'done', action: 'unchanged' }),
    imageOf(next, { status: 'done', action: 'moved' }),
    imageOf(next, { status: 'failed', error }),
    imageOf(next, { status: 'deferred', reason: 'rateLimit' }),
  ];
  const report = reportOf(...images);
  return {
    ...report,
    summary: { ...report.summary, statuses: { done: 4, failed: 1, deferred: 1 } },
    transfer: {
      ...(report.transfer as NonNullable<Report['transfer']>),
      requests: { [next()]: { [next()]: 1 } },
    },
    sizes: { image: 1, copy: 1, requests: { [next()]: { [next()]: 1 } } },
    manifest: next(),
    log: next(),
    verify: [next(), next()],
    errors: [error],
    merged: { reports: 2, superseded: 1 },
  };
}

function planWith(next: () => string): Plan {
  const image = {
    ...imageConfig(next()),
    source: {
      kind: 'repository' as const,
      repository: { transport: 'registry' as const, registry: next(), path: next() },
    },
    repository: { transport: 'registry' as const, registry: next(), path: next() },
    deny: [{ tag: next(), reason: next() }],
  };
  const upstream = [{ platform: next(), reference: next(), digest: next() }];
  const tag = (more: Parameters<typeof plannedTag>[2]) =>
    plannedTag(image, next(), {
      reason: next(),
      upstream,
      missing: [next()],
      current: next(),
      published: upstream,
      ...more,
    });
  const tags = [
    tag({}),
    tag({ action: 'unchanged' }),
    tag({ action: 'moved' }),
    tag({ error: errorOf(next) }),
    tag({ deferred: { reason: 'rateLimit', until: next() } }),
  ];
  return planOf(tags, [{ image, error: errorOf(next) }]);
}

function explanationWith(next: () => string): ImageExplanation {
  return {
    image: next(),
    line: 1,
    destination: next(),
    listing: next(),
    selector: { kind: 'literal', tags: [next()] },
    usual: next(),
    tags: [
      {
        tag: next(),
        in: true,
        kind: 'version',
        reason: next(),
        of: next(),
        action: 'create',
        outcome: next(),
      },
      {
        tag: next(),
        in: true,
        kind: 'alias',
        reason: next(),
        of: next(),
        error: { code: 'MIRROR_X', message: next() },
      },
      { tag: next(), in: false, kind: 'variant', reason: next(), of: next() },
      { tag: next(), in: false, kind: 'unfit', reason: next(), of: next(), published: true },
    ],
  };
}

function eventsWith(next: () => string): RunEvent[] {
  const names = { image: next(), tags: [next(), next()] };
  return [
    { type: 'planned', plan: planWith(next) },
    { type: 'started', ...names, destination: next(), line: 1 },
    { type: 'phase', ...names, phase: next() },
    { type: 'platforms', ...names, platforms: [next(), next()] },
    { type: 'progress', ...names, bytes: 1, done: 1, total: 2, complete: [] },
    { type: 'log', level: 'warn', message: next() },
    { type: 'finished', ...names, reports: reportWith(next).images },
  ];
}

/** Every end that a command can come to. */
const ends: Record<string, (renderer: Renderer, next: () => string) => Promise<void>> = {
  finish: (renderer, next) =>
    renderer.finish({ kind: 'run', report: reportWith(next), file: next(), check: [next()] }),
  verify: (renderer, next) => renderer.finish({ kind: 'verify', report: reportWith(next), file: next() }),
  plan: (renderer, next) => renderer.plan(planWith(next), reportWith(next), [explanationWith(next)]),
  lock: (renderer, next) => {
    const digests = [{ platform: next(), digest: next() }];
    const change = { image: next(), before: digests, after: digests };
    return renderer.lock({
      file: next(),
      written: true,
      images: 1,
      tags: 1,
      changes: [
        { ...change, tag: next(), change: 'added' },
        { ...change, tag: next(), change: 'changed', moved: true },
        { ...change, tag: next(), change: 'removed' },
      ],
      errors: [errorOf(next)],
    });
  },
  merged: (renderer, next) => renderer.merged(reportWith(next), { markdown: false }),
  'merged, as Markdown': (renderer, next) => renderer.merged(reportWith(next), { markdown: true }),
  validation: (renderer, next) =>
    renderer.validation({
      file: next(),
      text: `${next()}\n${next()}\n${next()}`,
      errors: [errorOf(next)],
      warnings: [errorOf(next)],
    }),
  fail: (renderer, next) => renderer.fail([errorOf(next), errorOf(next)], `a\n  b: ${next()}`),
};

interface Written {
  stdout: string;
  stderr: string;
}

async function write(
  end: string,
  list: readonly string[],
  json: boolean,
  environment: NodeJS.ProcessEnv,
): Promise<Written> {
  const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
  const io: Io = {
    stdout,
    stderr,
    environment,
    directory: '.',
    signal: new AbortController().signal,
    now: Date.now,
  };
  const renderer = await createRenderer(io, {
    json,
    logLevel: 'debug',
    color: true,
    progress: true,
    jobSummary: true,
  });
  const next = cycle(list);
  for (const event of eventsWith(next)) renderer.on(event);
  renderer.log.warn(next());
  renderer.log.info(next());
  renderer.log.debug(next());
  renderer.warn(errorOf(next));
  await ends[end]?.(renderer, next);
  return { stdout: stdout.text, stderr: stderr.text };
}

const control =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\udb40[\udc00-\udc7f]/;

function expectHarmless(text: string): void {
  expect(text.split('\n').filter((line) => control.test(line))).toEqual([]);
  for (const form of travelling) expect(text.split('\n').filter((line) => line.includes(form))).toEqual([]);
}

const options = { numRuns: 40 };
const cases = Object.keys(ends).flatMap((end) => [
  [end, 'lines', false] as const,
  [end, 'a document', true] as const,
]);

describe('text from outside', () => {
  it.each(cases)('%s, %s: shows no control character and no secret', async (end, _form, json) => {
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { stdout, stderr } = await write(end, list, json, {});
        expectHarmless(stdout);
        expectHarmless(stderr);
        if (json) JSON.parse(stdout);
      }),
      options,
    );
  });

  it.each(cases)('%s, %s: is no command to the runner of a job', async (end, _form, json) => {
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { stdout, stderr } = await write(end, list, json, { GITHUB_ACTIONS: 'true' });
        expectHarmless(stdout);
        expectHarmless(stderr);
        const ours = json ? [] : ['group', 'endgroup'];
        expect(new Set(readLog(stdout).commands.map(({ name }) => name)).difference(new Set(ours)).size).toBe(
          0,
        );
        const { commands } = readLog(stderr);
        for (const { name, properties, data } of commands) {
          expect(['error', 'warning', 'group', 'endgroup']).toContain(name);
          expect(Object.keys(properties)).toEqual(
            Object.keys(properties).filter((key) => /^(?:file|line|col|title)$/.test(key)),
          );
          for (const form of travelling) expect(data.includes(form)).toBe(false);
        }
        // What was meant to be said, and not one more: three warnings, and what the end itself annotates.
        const own = { finish: 3, verify: 3, plan: 3, lock: 1, validation: 2, fail: 2 }[end] ?? 0;
        expect(commands.filter(({ name }) => name === 'error' || name === 'warning')).toHaveLength(2 + own);
      }),
      options,
    );
  });

  it('stays inside of its cells in the summary of a job, and is no markup there', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const summary = jobSummary(reportWith(cycle(list)), {});
        expectHarmless(summary);
        const [fence = '```'] = /^`{3,}(?=sh$)/m.exec(summary) ?? [];
        const begin = summary.indexOf(`${fence}sh\n`);
        const end = summary.indexOf(`\n${fence}\n`, begin);
        expect(end).toBeGreaterThan(begin);
        const markdown = summary.slice(0, begin) + summary.slice(end + fence.length + 2);
        for (const [tag] of markdown.matchAll(/<[^>]*>?/g))
          expect(tag).toMatch(/^<(?:br|\/?(?:code|details|summary|a)|a href="https&#58;\/\/[^"<>]*")>$/);
        for (const table of markdown.matchAll(/(?:^\|.*\n)+/gm)) {
          const widths = table[0]
            .trimEnd()
            .split('\n')
            .map((row) => row.split('|').length);
          expect(new Set(widths).size).toBe(1);
        }
        expect(markdown).not.toMatch(/[`[\]*~@\\]|(?<!&)#(?!#* )|https?:|www\./);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same to machines, but for secrets', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { stdout } = await write('finish', list, true, { GITHUB_ACTIONS: 'true' });
        const next = cycle(list);
        // As `write` has used them.
        for (const _ of eventsWith(next));
        for (const _ of [1, 2, 3]) next();
        errorOf(next);
        const meant = JSON.parse(JSON.stringify(reportWith(next)), (_key, value: unknown) =>
          typeof value === 'string' ? redact(value) : value,
        ) as Report;
        expect((JSON.parse(stdout) as Report).images).toEqual(meant.images);
      }),
      options,
    );
  });

  it('takes one line each at a terminal', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const live = new LiveRows(pico.createColors(false));
        const next = cycle(list);
        for (const event of eventsWith(next).slice(0, -1)) live.on(event);
        for (const line of [live.header(), ...live.lines(20)]) {
          expect(line).not.toMatch(control);
          expect(line).not.toContain('\n');
        }
      }),
    );
  });
});
