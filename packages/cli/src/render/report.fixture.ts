import type { ImageConfig, ImageReport, Plan, PlannedTag, Report, RunEvent } from '@multiarch-mirror/core';
import type { RecordingOutput } from '../recording-output.fixture.ts';
import { createPrinter, type Printer } from './printer.ts';

/** What a registry could say to take over a terminal. */
export const hostile = 'a\u001b[2Jb\r\nc\u202e';

export const digestA: string = `sha256:${'a1'.repeat(32)}`;
export const digestB: string = `sha256:${'b2'.repeat(32)}`;

export function plainPrinter(output: RecordingOutput): Printer {
  return createPrinter(output, false, {});
}

export function imageConfig(name: string): ImageConfig {
  return {
    name,
    position: { line: 7, column: 5 },
    source: {
      kind: 'repository',
      repository: { transport: 'registry', registry: 'docker.io', path: `up/${name}` },
    },
    repository: { transport: 'registry', registry: 'registry.test', path: `mirror/${name}` },
    tags: { kind: 'literal', tags: ['1.0.0'] },
    platforms: 'all',
    missingPlatform: 'fail',
    transport: 'native',
    upstreamReferrers: false,
    plugins: [],
    minimumAge: 0,
    deny: [],
  };
}

export function plannedTag(image: ImageConfig, tag: string, more: Partial<PlannedTag> = {}): PlannedTag {
  return { image, tag, action: 'create', reason: 'new', upstream: [], missing: [], ...more };
}

export function planOf(tags: PlannedTag[], failures: Plan['repositories'][number]['failures'] = []): Plan {
  const repository = imageConfig('app').repository;
  const record = { version: 1 as const, repository: 'registry.test/mirror/app', tags: {}, seen: {} };
  return { repositories: [{ repository, tags, failures, record, listed: new Set(), seen: {} }] };
}

export function imageReport(tag: string, more: Partial<ImageReport> = {}): ImageReport {
  return {
    image: 'app',
    line: 7,
    destination: `registry.test/mirror/app:${tag}`,
    action: 'create',
    status: 'done',
    reason: 'new',
    ...more,
  };
}

export function reportOf(...images: ImageReport[]): Report {
  return {
    version: 1,
    summary: { actions: { create: 0, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 } },
    images,
    transfer: {
      requests: {},
      bytesRead: 0,
      bytesWritten: 12_300_000,
      blobsCopied: 0,
      blobsMounted: 0,
      blobsPresent: 0,
    },
    seconds: 12.4,
  };
}

/** One image's whole way, as the engine tells it. */
export function eventsOf(image: string, reports: readonly ImageReport[]): RunEvent[] {
  const names = { image, tags: ['1.0.0', 'latest'] };
  return [
    { type: 'started', ...names, destination: `registry.test/mirror/${image}`, line: 7 },
    { type: 'phase', ...names, phase: 'resolve' },
    { type: 'phase', ...names, phase: 'copy' },
    { type: 'platforms', ...names, platforms: ['linux/amd64', 'linux/arm64'] },
    { type: 'progress', ...names, bytes: 1_000_000, done: 1_000_000, total: 4_500_000, complete: [] },
    {
      type: 'progress',
      ...names,
      bytes: 500_000,
      done: 1_500_000,
      total: 4_500_000,
      complete: ['linux/arm64'],
    },
    { type: 'phase', ...names, phase: 'trivy-sbom' },
    { type: 'finished', ...names, reports },
  ];
}
