import { formatPlace, type MirrorError, PolicyError, printable } from '@multiarch-mirror/errors';
import { formatReference, formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { Plan, PlannedTag } from '../plan/plan.ts';
import { rateLimit } from '../plan/rate-limit.ts';
import { upstreamParts } from '../plan/upstream.ts';
import type { Action, ErrorReport, ImageReport, Report, Status, TransferReport } from './report.ts';

/** The part of a tag's report that a plan knows. */
export function plannedReport(planned: PlannedTag): ImageReport {
  const { image, tag, action, reason, upstream, current, platforms, deferred, error } = planned;
  const [first] = upstream;
  return {
    ...entryReport(image, tag, planned.follows ?? tag),
    ...(image.source.kind === 'assembly' && { sources: assemblySources(planned) }),
    action,
    reason,
    ...(deferred?.until !== undefined && { until: deferred.until }),
    ...(current !== undefined && { digest: current }),
    ...(image.source.kind === 'repository' && first !== undefined && { upstreamDigest: first.digest }),
    ...(platforms !== undefined && { platforms }),
    ...(planned.missing.length > 0 && { missingPlatforms: planned.missing }),
    ...(planned.size !== undefined && { size: planned.size }),
    ...(error !== undefined && { error: errorReport(error) }),
  };
}

/** An entry of the manifest whose tags could not be found out. */
export function failedEntry(image: ImageConfig, error: MirrorError): ImageReport {
  const limit = rateLimit(error);
  return {
    image: image.name,
    line: image.position.line,
    column: image.position.column,
    ...(image.source.kind === 'repository' && { source: formatRepository(image.source.repository) }),
    destination: formatRepository(image.repository),
    action: 'update',
    ...(limit === undefined
      ? { reason: 'failed', error: errorReport(error) }
      : { ...limit, ...limitReport(error) }),
  };
}

function entryReport(
  image: ImageConfig,
  tag: string,
  sourceTag: string,
): Pick<ImageReport, 'image' | 'line' | 'column' | 'source' | 'destination'> {
  return {
    image: image.name,
    line: image.position.line,
    column: image.position.column,
    ...(image.source.kind === 'repository' && {
      source: formatReference({ repository: image.source.repository, tag: sourceTag }),
    }),
    destination: formatReference({ repository: image.repository, tag }),
  };
}

function assemblySources(planned: PlannedTag): NonNullable<ImageReport['sources']> {
  return upstreamParts(planned.image, planned.follows ?? planned.tag).map(({ platform = '', reference }) => {
    const digest = planned.upstream.find((part) => part.platform === platform)?.digest;
    return { platform, reference: formatReference(reference), ...(digest !== undefined && { digest }) };
  });
}

/** An error as the report holds it; what came from outside is escaped. */
export function errorReport(error: MirrorError): ErrorReport {
  const where = formatPlace({ ...error.place });
  const registry = registryOf(error);
  return {
    code: error.code,
    message: printable(where === '' ? error.message : `${where}: ${error.message}`),
    ...(error.hint !== undefined && { hint: printable(error.hint) }),
    ...(error.place.side !== undefined && { side: error.place.side }),
    ...(registry !== undefined && { registry }),
    ...(error instanceof PolicyError && { policy: true }),
  };
}

/** A layout has no registry. */
function registryOf({ place: { registry, reference } }: MirrorError): string | undefined {
  if (registry !== undefined) return registry;
  return reference === undefined || reference.startsWith('oci:') ? undefined : reference.split('/')[0];
}

/** A tag, or an entry, that a registry's limit puts off. */
export function limitReport(error: MirrorError | undefined): Pick<ImageReport, 'registry'> {
  const registry = error === undefined ? undefined : registryOf(error);
  return registry === undefined ? {} : { registry };
}

/** The whole document, counted. `finished`: with what a run adds to a plan. */
export function buildReport(
  images: ImageReport[],
  finished?: { transfer: TransferReport; seconds: number; finished?: string },
): Report {
  const actions: Record<Action, number> = {
    create: 0,
    update: 0,
    repair: 0,
    unchanged: 0,
    moved: 0,
    gone: 0,
  };
  const statuses: Record<Status, number> = { done: 0, failed: 0, deferred: 0 };
  for (const { action, status } of images) {
    actions[action] += 1;
    if (status !== undefined) statuses[status] += 1;
  }
  if (finished === undefined) return { version: 1, summary: { actions }, images };
  return { version: 1, summary: { actions, statuses }, images, ...finished };
}

function limited(error: MirrorError): Partial<ImageReport> {
  return rateLimit(error) === undefined ? {} : { deferred: 'rateLimit' };
}

function deferral({ deferred }: PlannedTag): Partial<ImageReport> {
  return deferred === undefined ? {} : { deferred: deferred.reason, ...limitReport(deferred.error) };
}

/** `mirror plan --json`: what a run would do, and what it cost to find out. */
export function planReport(plan: Plan, more: Partial<Report> = {}): Report {
  const images = plan.repositories.flatMap(({ tags, failures }) => [
    ...failures.map(({ image, error }) => ({ ...failedEntry(image, error), ...limited(error) })),
    ...tags.map((planned) => ({ ...plannedReport(planned), ...deferral(planned) })),
  ]);
  return { ...buildReport(images), ...more };
}
