import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference, referenceTo } from '@multiarch-mirror/oci';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import type { CopyState } from '../image/copy-meter.ts';
import { platformDigests, rootAtDestination } from '../image/root.ts';
import { buildReport, errorReport } from '../report/build-report.ts';
import type { ImageReport, RunResult } from '../report/report.ts';
import { secondsSince } from '../report/seconds.ts';
import type { EventListener } from '../run/run-event.ts';
import { imageError } from '../session/image-error.ts';
import type { Session } from '../session/session.ts';
import { checkRoot } from './check-root.ts';
import { imageOfReference } from './image-of-reference.ts';
import { publishedTags } from './published-tags.ts';
import { onlyVerify, type VerifiedUse } from './verified-use.ts';

export interface VerifyOptions {
  /** Images at once. */
  concurrency: number;
  on: EventListener;
  /** What is done with tags that verify. Default: nothing. */
  use?: VerifiedUse;
}

/**
 * Checks every published tag of these images as a stranger would: what the chain promises is read back over connections of its own
 * and verified. Nothing is changed; a tag that the manifest names and the destination lacks is an error. A window of which nothing is
 * published is a warning, MIRROR_NOTHING_PUBLISHED, and an error where there was no other tag to verify either.
 */
export async function verifyImages(
  session: Session,
  images: readonly ImageConfig[],
  options: VerifyOptions,
): Promise<RunResult> {
  const started = performance.now();
  const { use = onlyVerify } = options;
  const queue = new PQueue({ concurrency: options.concurrency });
  const errors: MirrorError[] = [];
  const empty: ImageConfig[] = [];
  let looked = 0;
  const look = (tags: number): void => {
    looked += 1;
    options.on({ type: 'looked', looked, of: images.length, tags });
  };
  const failed = (image: ImageConfig, error: MirrorError): ImageReport => {
    errors.push(error);
    return { ...baseReport(image, undefined, use), status: 'failed', error: errorReport(error) };
  };
  const reports = await Promise.all(
    images.map(async (image): Promise<ImageReport[]> => {
      const done: ImageReport[] = [];
      const check = async (tag: string): Promise<void> => {
        done.push(await queue.add(() => verifyTag(session, image, tag, options, errors)));
      };
      try {
        const tags = await publishedTags(session.stranger(image.repository, false), image);
        look(tags.length);
        if (tags.length === 0 && use === onlyVerify) empty.push(image);
        // What is done with `latest` may depend on what became of the others.
        const [last, others] = [tags.filter(isLatest), tags.filter((tag) => !isLatest(tag))];
        await Promise.all((use === onlyVerify ? tags : others).map(check));
        if (use !== onlyVerify) await Promise.all(last.map(check));
        await use.ended?.(image);
        const order = new Map(tags.map((tag, index) => [referenceTo(use.shown(image), tag), index]));
        return done.sort((a, b) => (order.get(a.destination) ?? 0) - (order.get(b.destination) ?? 0));
      } catch (thrown) {
        const error = use.advise(imageError(session, image, thrown).at({ side: use.side }));
        look(0);
        return [...done, failed(image, error)];
      }
    }),
  );
  const checked = reports.flat();
  const missing = empty.map((image) => ({ image, error: nothingPublished(image) }));
  const warnings = checked.length > 0 ? missing.map(({ error }) => error) : [];
  for (const warning of warnings) session.log.warn(warning.describe());
  const verified = checked.length > 0 ? checked : missing.map(({ image, error }) => failed(image, error));
  const report = buildReport(verified, {
    transfer: session.transfer(),
    seconds: secondsSince(started),
  });
  return {
    report: { ...report, ...(warnings.length > 0 && { warnings: warnings.map(errorReport) }) },
    errors,
  };
}

/**
 * Checks any image by its reference, with the chain and the identity of the manifest's entry that publishes it, else with those that the
 * manifest has for all images.
 * @throws MirrorError MIRROR_REFERENCE_INVALID
 */
export async function verifyReference(
  session: Session,
  text: string,
  options: VerifyOptions,
): Promise<RunResult> {
  const image = await imageOfReference(session, parseReference(text));
  return verifyImages(session, [image], options);
}

function isLatest(tag: string): boolean {
  return tag === 'latest';
}

async function verifyTag(
  session: Session,
  image: ImageConfig,
  tag: string,
  { on, use = onlyVerify }: VerifyOptions,
  errors: MirrorError[],
): Promise<ImageReport> {
  const names = { image: image.name, tags: [tag] };
  const started = performance.now();
  const { line } = image.position;
  on({ type: 'started', ...names, destination: referenceTo(use.shown(image), tag), line });
  const phase = (name: string): void => on({ type: 'phase', ...names, phase: name });
  const progress = (state: CopyState): void => on({ type: 'progress', ...names, ...state });
  let report: ImageReport = { ...baseReport(image, tag, use), status: 'done' };
  try {
    const destination = session.stranger(image.repository, false);
    const descriptor = await destination.resolve(tag);
    if (descriptor === undefined) throw absentTag(tag);
    const root = await rootAtDestination(destination, descriptor.digest);
    report = { ...report, digest: descriptor.digest, platforms: platformDigests(root) };
    const work = await checkRoot(session, image, root, { tag, onVerify: () => phase('verify') });
    report = { ...report, attestations: work.attestations() };
    report = {
      ...report,
      ...(await use.each({
        image,
        tag,
        root,
        statement: (request) => work.context.statement(request),
        phase,
        progress,
      })),
    };
  } catch (thrown) {
    const named = imageError(session, image, thrown).at({ side: use.side, reference: report.destination });
    // Whoever checks an image knows its repository, not the tag that led here.
    if (named.place.reference === formatRepository(image.repository))
      named.place.reference = report.destination;
    const error = use.advise(named);
    errors.push(error);
    report = { ...report, status: 'failed', error: errorReport(error) };
  }
  report.seconds = secondsSince(started);
  on({ type: 'finished', ...names, reports: [report] });
  return report;
}

function absentTag(tag: string): MirrorError {
  return new MirrorError('MIRROR_MANIFEST_UNKNOWN', `the tag ${tag} is not at the destination`, {
    hint: 'Check the tag; if the manifest has it, `mirror run` publishes it.',
  });
}

/** To pass in silence would say that all is well. */
function nothingPublished({ name, repository }: ImageConfig): MirrorError {
  const where = formatRepository(repository);
  return new MirrorError(
    'MIRROR_NOTHING_PUBLISHED',
    `no tag of its window is at ${where}: nothing was verified`,
    {
      hint: `Run \`mirror run\` first; \`mirror plan --explain ${name}\` says what the window selects.`,
      place: { image: name, side: 'destination' },
    },
  );
}

function baseReport(image: ImageConfig, tag: string | undefined, use: VerifiedUse): ImageReport {
  const repository = use.shown(image);
  return {
    image: image.name,
    line: image.position.line,
    column: image.position.column,
    destination: tag === undefined ? formatRepository(repository) : referenceTo(repository, tag),
    action: 'unchanged',
    reason: 'verified',
  };
}
