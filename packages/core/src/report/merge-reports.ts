import { parseReference } from '@multiarch-mirror/oci';
import { formatShard, parseShard } from '../plan/shard.ts';
import { addStatistics } from '../session/add-statistics.ts';
import { buildReport } from './build-report.ts';
import { isPlan } from './is-plan.ts';
import type { ErrorReport, ImageReport, Report, TransferReport } from './report.ts';
import { inSeconds } from './seconds.ts';

/** A report and the file that it was read from. */
export interface NamedReport {
  file: string;
  report: Report;
}

/**
 * One report of several shards. Of a tag that stands in more than one, the report that was finished last counts (where that is not
 * known, the one that was named last): a shard that was killed and run again. Where it only found everything in place, what
 * the one before it has done is told. Plans say what was to be done: what no run has reported has failed. Requests, bytes and
 * seconds are sums.
 */
export function mergeReports(reports: readonly NamedReport[]): Report {
  const ordered = [...reports].sort((a, b) => compareTimes(a.report, b.report));
  const runs = ordered.filter(({ report }) => !isPlan(report));
  const plans = ordered.filter(({ report }) => isPlan(report));
  const merged = new Map<string, ImageReport>();
  let superseded = 0;
  for (const { report } of runs) {
    for (const image of report.images) {
      const before = merged.get(keyOf(image));
      if (before !== undefined) superseded += 1;
      merged.set(keyOf(image), before === undefined ? image : later(before, image));
    }
    dropFailedEntries(merged, report.images);
  }
  const begun = runs.length > 0;
  const planned = plans.at(-1)?.report.images ?? [];
  for (const image of planned) {
    if (!merged.has(keyOf(image)) && !isReportedEntry(image, merged))
      merged.set(keyOf(image), begun ? withoutRun(image) : image);
  }
  const images = [...merged.values()].sort((a, b) => a.line - b.line);
  const errors = [...runs.flatMap(shardErrors), ...missingShards(runs)];
  const warnings = ordered.flatMap(({ report }) => report.warnings ?? []);
  const built = buildReport(images, begun ? totals(ordered) : undefined);
  return {
    ...built,
    ...common(ordered),
    merged: { reports: reports.length, superseded },
    ...(errors.length > 0 && { errors }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Those of which it is not known come first, in the order in which they were named. */
function compareTimes({ finished: a = '' }: Report, { finished: b = '' }: Report): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Entries whose tags could not be found out share their repository with others. */
function keyOf(image: ImageReport): string {
  return isEntry(image) ? `${image.line} ${image.image} ${image.destination}` : image.destination;
}

/** Without a tag. */
function isEntry({ destination }: ImageReport): boolean {
  return parseReference(destination).tag === undefined;
}

function later(before: ImageReport, now: ImageReport): ImageReport {
  const isStill = now.status === 'done' && now.action === 'unchanged' && before.status === 'done';
  return isStill && before.digest === now.digest ? before : now;
}

/** An entry whose tags one run could not find out, and a later one has. */
function dropFailedEntries(merged: Map<string, ImageReport>, images: readonly ImageReport[]): void {
  for (const [key, entry] of merged) {
    if (isEntry(entry) && images.some((image) => !isEntry(image) && sameEntry(image, entry)))
      merged.delete(key);
  }
}

function sameEntry(a: ImageReport, b: ImageReport): boolean {
  return a.line === b.line && a.image === b.image;
}

function isReportedEntry(image: ImageReport, merged: ReadonlyMap<string, ImageReport>): boolean {
  return isEntry(image) && [...merged.values()].some((other) => sameEntry(other, image));
}

/** What a plan says of a tag of which no run has reported anything. */
function withoutRun(planned: ImageReport): ImageReport {
  const { deferred, ...image } = planned;
  if (deferred !== undefined) return { ...image, status: 'deferred', reason: deferred };
  if (image.error !== undefined) return { ...image, status: 'failed' };
  if (image.action === 'unchanged' || image.action === 'moved' || image.action === 'gone')
    return { ...image, status: 'done' };
  return {
    ...image,
    status: 'failed',
    error: notReported('it was planned, and no report says what became of it'),
  };
}

/** An error where shards that others count themselves among have left no report. */
function missingShards(runs: readonly NamedReport[]): ErrorReport[] {
  const shards = runs.flatMap(({ report: { shard } }) => (shard === undefined ? [] : [parseShard(shard)]));
  const gaps = [...Map.groupBy(shards, ({ of }) => of)].map(([of, seen]) => {
    const indexes = new Set(seen.map(({ index }) => index));
    return Array.from(Array(of).keys())
      .filter((index) => !indexes.has(index))
      .map((index) => formatShard({ index, of }));
  });
  // After another number of shards has been tried, the whole set of one of them is enough.
  const [least = []] = gaps.sort((a, b) => a.length - b.length);
  return least.length === 0 ? [] : [notReported(`there is no report of the shards ${least.join(', ')}`)];
}

function notReported(message: string): ErrorReport {
  return {
    code: 'MIRROR_REPORT_MISSING',
    message,
    hint: 'Look at what ended that run, run it again, and name its report too.',
  };
}

function shardErrors({ file, report: { errors = [] } }: NamedReport): ErrorReport[] {
  return errors.map((error) => ({ ...error, message: `${file}: ${error.message}` }));
}

function totals(reports: readonly NamedReport[]): { transfer: TransferReport; seconds: number } {
  const transfers = reports.flatMap(({ report }) => report.transfer ?? []);
  const sum = (key: 'blobsCopied' | 'blobsMounted' | 'blobsPresent') =>
    transfers.reduce((total, transfer) => total + transfer[key], 0);
  const milliseconds = reports.reduce((total, { report }) => total + (report.seconds ?? 0) * 1000, 0);
  const blobs = {
    blobsCopied: sum('blobsCopied'),
    blobsMounted: sum('blobsMounted'),
    blobsPresent: sum('blobsPresent'),
  };
  return { transfer: { ...addStatistics(transfers), ...blobs }, seconds: inSeconds(milliseconds) };
}

function common(reports: readonly NamedReport[]): Partial<Report> {
  const manifest = shared(reports, 'manifest');
  const log = shared(reports, 'log');
  const finished = reports
    .flatMap(({ report }) => report.finished ?? [])
    .sort()
    .at(-1);
  const verify = [...new Set(reports.flatMap(({ report }) => report.verify ?? []))];
  const sizes = reports.flatMap(({ report }) => report.sizes ?? []).at(-1);
  return {
    ...(manifest !== undefined && { manifest }),
    ...(log !== undefined && { log }),
    ...(finished !== undefined && { finished }),
    ...(sizes !== undefined && { sizes }),
    ...(verify.length > 0 && { verify }),
  };
}

/** What all reports that say it say alike. */
function shared(reports: readonly NamedReport[], key: 'manifest' | 'log'): string | undefined {
  const values = new Set(reports.flatMap(({ report }) => report[key] ?? []));
  const [value] = values;
  return values.size === 1 ? value : undefined;
}
