import { rm } from 'node:fs/promises';
import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference, referenceTo } from '@multiarch-mirror/oci';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import { createImageContext } from '../image/image-context.ts';
import { platformDigests, rootAtDestination } from '../image/root.ts';
import { buildReport, errorReport } from '../report/build-report.ts';
import type { ImageReport, RunResult } from '../report/report.ts';
import type { EventListener } from '../run/run-event.ts';
import { imageError } from '../session/image-error.ts';
import type { Session } from '../session/session.ts';
import { highestVersion, selectTags } from '../versions/index.ts';

export interface VerifyOptions {
  /** Images at once. */
  concurrency: number;
  on: EventListener;
}

/**
 * Checks every published tag of these images as a stranger would: what the chain promises is read back over connections of its own
 * and verified. Nothing is changed; a tag that the manifest names and the destination lacks is an error.
 */
export async function verifyImages(
  session: Session,
  images: readonly ImageConfig[],
  options: VerifyOptions,
): Promise<RunResult> {
  const started = performance.now();
  const queue = new PQueue({ concurrency: options.concurrency });
  const errors: MirrorError[] = [];
  let looked = 0;
  const look = (tags: number): void => {
    looked += 1;
    options.on({ type: 'looked', looked, of: images.length, tags });
  };
  const reports = await Promise.all(
    images.map(async (image): Promise<ImageReport[]> => {
      try {
        const tags = await publishedTags(session, image);
        look(tags.length);
        return await Promise.all(
          tags.map((tag) => queue.add(() => verifyTag(session, image, tag, options, errors))),
        );
      } catch (thrown) {
        const error = imageError(session, image, thrown).at({ side: 'destination' });
        errors.push(error);
        look(0);
        return [{ ...baseReport(image, undefined), status: 'failed', error: errorReport(error) }];
      }
    }),
  );
  const report = buildReport(reports.flat(), {
    transfer: session.transfer(),
    seconds: (performance.now() - started) / 1000,
  });
  return { report, errors };
}

/**
 * Checks any image by its reference, with the chain and the identity that the manifest has for all images.
 * @throws MirrorError MIRROR_REFERENCE_INVALID
 */
export async function verifyReference(
  session: Session,
  text: string,
  options: VerifyOptions,
): Promise<RunResult> {
  const { repository, tag, digest } = parseReference(text);
  const name = formatRepository(repository);
  const image: ImageConfig = {
    name,
    position: { line: 1, column: 1 },
    source: { kind: 'repository', repository },
    repository,
    tags: { kind: 'literal', tags: [digest ?? tag ?? 'latest'] },
    platforms: 'all',
    missingPlatform: 'allow',
    transport: 'native',
    upstreamReferrers: false,
    plugins: session.config.plugins,
    minimumAge: 0,
    deny: [],
  };
  return verifyImages(session, [image], options);
}

/** The tags of the manifest that stand at the destination: literal ones whether they do or not, unless they are denied. */
async function publishedTags(session: Session, image: ImageConfig): Promise<string[]> {
  const destination = session.stranger(image.repository, false);
  if (image.tags.kind === 'literal') {
    const denied = new Set(image.deny.flatMap((rule) => ('tag' in rule ? [rule.tag] : [])));
    const wanted = image.tags.tags.map(
      async (tag) => !denied.has(tag) || (await destination.resolve(tag)) !== undefined,
    );
    const kept = await Promise.all(wanted);
    return image.tags.tags.filter((_, index) => kept[index]);
  }
  const listed = await destination.tags();
  const selected = selectTags(image.tags, listed).map(({ tag }) => tag);
  const wantsLatest = image.tags.latest !== false && highestVersion(image.tags, listed) !== undefined;
  return wantsLatest ? [...selected, 'latest'] : selected;
}

async function verifyTag(
  session: Session,
  image: ImageConfig,
  tag: string,
  { on }: VerifyOptions,
  errors: MirrorError[],
): Promise<ImageReport> {
  const names = { image: image.name, tags: [tag] };
  const started = performance.now();
  on({
    type: 'started',
    ...names,
    destination: referenceTo(image.repository, tag),
    line: image.position.line,
  });
  const directory = await session.temporaryDirectory();
  let report: ImageReport = { ...baseReport(image, tag), status: 'done' };
  try {
    const destination = session.stranger(image.repository, false);
    const descriptor = await destination.resolve(tag);
    if (descriptor === undefined) {
      throw new MirrorError('MIRROR_MANIFEST_UNKNOWN', `the tag ${tag} is not at the destination`, {
        hint: 'Run `mirror run`, then verify again.',
      });
    }
    const root = await rootAtDestination(destination, descriptor.digest);
    report = {
      ...report,
      digest: descriptor.digest,
      platforms: platformDigests(root),
    };
    const work = createImageContext(session, { image, root, upstream: [], tags: [tag], directory });
    const { steps } = session.chain(image);
    // What the chain would promise; what of it does not hold, the hooks say with its reason.
    for (const step of steps) await work.as(step, () => step.hooks.inspect?.(work.context));
    on({ type: 'phase', ...names, phase: 'verify' });
    for (const step of steps) await work.as(step, () => step.hooks.verify?.(work.context));
    // A chain may have no plugin that verifies.
    const back = await work.context.readBack();
    if (!steps.some(({ hooks }) => hooks.verify !== undefined)) await back.content();
    for (const request of work.context.promised) await back.statement(request);
    report = { ...report, attestations: work.attestations() };
  } catch (thrown) {
    const error = imageError(session, image, thrown).at({
      side: 'destination',
      reference: report.destination,
    });
    // Whoever checks an image knows its repository, not the tag that led here.
    if (error.place.reference === formatRepository(image.repository))
      error.place.reference = report.destination;
    errors.push(error);
    report = { ...report, status: 'failed', error: errorReport(error) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  report.seconds = (performance.now() - started) / 1000;
  on({ type: 'finished', ...names, reports: [report] });
  return report;
}

function baseReport(image: ImageConfig, tag: string | undefined): ImageReport {
  return {
    image: image.name,
    line: image.position.line,
    destination: tag === undefined ? formatRepository(image.repository) : referenceTo(image.repository, tag),
    action: 'unchanged',
    reason: 'verified',
  };
}
