import { formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { isWork, type Plan, type PlannedTag, type RepositoryPlan } from './plan.ts';
import { upstreamKey } from './upstream.ts';

/** A matrix of GitHub Actions (workflow syntax, `jobs.<job_id>.strategy.matrix.include`). */
export interface Matrix {
  include: MatrixJob[];
}

export interface MatrixJob {
  /** For people. */
  name: string;
  /** Names of images, with spaces between them: arguments of `mirror run`. */
  images: string;
}

/** Names that a job's name has in it. */
const named = 3;

/** What a platform is taken to have where nobody has asked. */
const usualBytes = 100 * 2 ** 20;
/** What attesting costs, in bytes that could be copied meanwhile. */
const attestingBytes = 50 * 2 ** 20;

/**
 * At most `jobs` jobs that together do what the plan has to be done, each about as much as the others. Images that need no run are
 * left out; those that could not be planned are not, since their run says why. Each job names its images: it does the same
 * whatever the others have done meanwhile.
 */
export function planMatrix({ repositories }: Plan, jobs: number): Matrix {
  const groups = groupImages(repositories.filter(needsRun)).sort((a, b) => b.work - a.work);
  const loads = Array.from({ length: Math.min(jobs, groups.length) }, () => ({
    work: 0,
    names: [] as string[],
  }));
  for (const { work, names } of groups) {
    // The heaviest first, each to whoever has least.
    const least = loads.reduce((best, load) => (load.work < best.work ? load : best));
    least.work += work;
    least.names.push(...names);
  }
  return { include: loads.map(({ names }) => ({ name: title(names), images: names.join(' ') })) };
}

/** Whether a run would do anything in this repository, if only note in the record what it has seen. */
function needsRun({ tags, failures, seen }: RepositoryPlan): boolean {
  return failures.length > 0 || Object.keys(seen).length > 0 || tags.some(tagNeedsRun);
}

function tagNeedsRun(planned: PlannedTag): boolean {
  const { error, deferred, unrecorded } = planned;
  return isWork(planned) || error !== undefined || deferred?.reason === 'rateLimit' || unrecorded === true;
}

interface Group {
  names: string[];
  work: number;
}

/** Images that a name cannot tell apart, or that fill one repository, go together. */
function groupImages(repositories: readonly RepositoryPlan[]): Group[] {
  const groups = new Map<string, Group>();
  for (const plan of repositories) {
    const images = new Set([...plan.tags, ...plan.failures].map(({ image }) => image.name));
    const met = new Set([...images].flatMap((name) => groups.get(name) ?? []));
    const group: Group = { names: [...images], work: workOf(plan) };
    for (const other of met) {
      group.work += other.work;
      group.names = [...new Set([...other.names, ...group.names])];
    }
    for (const name of group.names) groups.set(name, group);
  }
  return [...new Set(groups.values())];
}

function workOf({ tags, repository }: RepositoryPlan): number {
  const units = Map.groupBy(tags.filter(isWork), ({ image, action, upstream, current }) =>
    action === 'repair'
      ? current
      : `${upstreamKey(upstream)} ${platformsOf(image)} ${formatRepository(repository)}`,
  );
  // What only has to be looked at costs something, too.
  return [...units.values()].reduce((sum, [first]) => sum + (first === undefined ? 0 : unitWork(first)), 1);
}

function unitWork({ image, action, size }: PlannedTag): number {
  const platforms = platformsOf(image);
  const attesting = image.plugins.length === 0 ? 0 : platforms * attestingBytes;
  if (action === 'repair') return attesting;
  return (size?.copy ?? platforms * usualBytes) + attesting;
}

/** A usual number, where an image takes what there is. */
function platformsOf({ platforms }: ImageConfig): number {
  return platforms === 'all' ? 4 : platforms.length;
}

function title(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : '';
  return `${names.slice(0, named).join(', ')}${more}`;
}
