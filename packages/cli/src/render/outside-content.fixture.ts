import type { ImageExplanation, ImageReport, Plan, Report, RunEvent } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { imageConfig, imageReport, plannedTag, planOf, reportOf } from './report.fixture.ts';

/** An error of which each part comes from outside. */
export function errorOf(next: () => string): MirrorError {
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

/** A report of every kind of end that a tag can come to. */
export function reportWith(next: () => string): Report {
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

/** A plan of every kind of action. */
export function planWith(next: () => string): Plan {
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

/** An explanation of every kind of omission. */
export function explanationWith(next: () => string): ImageExplanation {
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

/** Every event of a run. */
export function eventsWith(next: () => string): RunEvent[] {
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
