import type { ImageConfig, Plan, PlannedTag, Report } from '@multiarch-mirror/core';
import { type MirrorError, printable } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import { kindOf, planSummary } from './plan-summary.ts';
import type { Colors, Printer } from './printer.ts';
import { count, formatBytes, shortDigest, shorten } from './quantity.ts';
import { sizesLine } from './sizes-line.ts';

/** Tags of an image that stand as they are, and are named. */
const named = 6;

/** The plan, image by image: what would be done with each tag, why, from which digest to which, and how much there is to copy. */
export function printPlan(printer: Printer, plan: Plan, { sizes }: Pick<Report, 'sizes'> = {}): void {
  const { line, colors } = printer;
  for (const { tags, failures } of plan.repositories) {
    for (const { image, error } of failures) {
      line(heading(image, colors));
      line(failureLine('', error, colors));
      printHint({ line, colors }, error);
      line();
    }
    for (const group of Map.groupBy(tags, ({ image }) => image).values()) printImage(printer, group);
  }
  line(planSummary(plan));
  if (sizes !== undefined) line(sizesLine(sizes));
}

function printImage({ line, colors }: Printer, tags: readonly PlannedTag[]): void {
  const image = tags[0]?.image;
  const changing = tags.filter((planned) => kindOf(planned) !== 'unchanged');
  // An image that stands as it should is only counted, unless the manifest keeps something of it out.
  if (image === undefined || (changing.length === 0 && image.deny.length === 0)) return;
  line(heading(image, colors));
  const rows = changing.map((planned) => ({ planned, cells: cells(planned) }));
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map(({ cells: texts }) => texts[column]?.length ?? 0)),
  );
  for (const { planned, cells: texts } of rows) {
    const kind = kindOf(planned);
    const [tag = '', ...details] = texts.map((text, column) => text.padEnd(widths[column] ?? 0));
    line(
      planned.error === undefined
        ? row(kind, `${tag}  ${details.join('  ')}`, colors)
        : failureLine(`${tag}  `, planned.error, colors),
    );
    printHint({ line, colors }, planned.error);
  }
  printUnchanged({ line, colors }, tags);
  line();
}

function row(kind: keyof ReturnType<typeof marks>, text: string, colors: Colors): string {
  const { color, sign } = marks(colors)[kind];
  return `  ${color(`${sign} ${kind.padEnd(8)}`)}  ${text.trimEnd()}`;
}

/** Of a tag, or of an image whose tags could not be found out. */
function failureLine(tag: string, error: MirrorError, colors: Colors): string {
  return row('failed', `${tag}${printable(error.describe())} [${error.code}]`, colors);
}

function printHint({ line, colors }: Pick<Printer, 'line' | 'colors'>, error: MirrorError | undefined): void {
  if (error?.hint !== undefined) line(`    ${colors.cyan('hint:')} ${printable(error.hint)}`);
}

function printUnchanged(
  { line, colors }: Pick<Printer, 'line' | 'colors'>,
  tags: readonly PlannedTag[],
): void {
  const standing = tags.filter((planned) => kindOf(planned) === 'unchanged');
  for (const [reason, group] of Map.groupBy(standing, (planned) => planned.reason)) {
    const list = shorten(
      group.map(({ tag }) => printable(tag)),
      named,
    );
    line(colors.dim(`    ${'unchanged'.padEnd(8)} ${list} (${printable(reason)})`));
  }
}

/** `mattermost  docker.io/mattermost/mattermost-team-edition → ghcr.io/this-is-tobi/mirror/mattermost` */
function heading({ name, source, repository }: ImageConfig, colors: Colors): string {
  const from =
    source.kind === 'repository'
      ? printable(formatRepository(source.repository))
      : count(source.parts.length, 'source');
  return `${colors.bold(printable(name))}  ${colors.dim(`${from} → ${printable(formatRepository(repository))}`)}`;
}

/** Tag, reason, digests, size. Of a tag that failed the line says the error instead. */
function cells(planned: PlannedTag): string[] {
  const tag = printable(planned.tag);
  return planned.error === undefined ? [tag, why(planned), digests(planned), size(planned)] : [tag];
}

function why({ reason, missing }: PlannedTag): string {
  const short = printable(reason).replace(/\b[a-z0-9]+:[0-9a-f]{64,}/g, shortDigest);
  return `${short}${missing.length === 0 ? '' : `, upstream lacks ${missing.map(printable).join(', ')}`}`;
}

/** `sha256:0a1b2c3d4e5f → sha256:5f4e3d2c1b0a`: what the tag was made of, and what upstream has now. */
function digests({ action, current, published, upstream }: PlannedTag): string {
  const to = digestList(upstream);
  const before = digestList(published ?? []);
  const stays = action === 'repair' || action === 'gone' || action === 'moved' || to === '';
  const from = before !== '' && (stays || before !== to) ? before : shortDigest(printable(current ?? ''));
  if (stays) return from;
  return from === '' || from === to ? to : `${from} → ${to}`;
}

function digestList(upstream: PlannedTag['upstream']): string {
  return upstream
    .map(({ platform, digest }) => {
      const short = shortDigest(printable(digest));
      return platform === undefined ? short : `${printable(platform)} ${short}`;
    })
    .join(', ');
}

/** `1.2 GB, 310 MB to copy` */
function size({ size: bytes }: PlannedTag): string {
  if (bytes === undefined) return '';
  const copy = bytes.copy === 0 ? 'nothing' : formatBytes(bytes.copy);
  return `${formatBytes(bytes.image)}, ${bytes.copy === bytes.image ? 'all of it' : copy} to copy`;
}

function marks(colors: Colors) {
  return {
    create: { color: colors.green, sign: '+' },
    update: { color: colors.yellow, sign: '~' },
    repair: { color: colors.yellow, sign: '~' },
    unchanged: { color: colors.dim, sign: ' ' },
    moved: { color: colors.magenta, sign: '!' },
    gone: { color: colors.magenta, sign: '!' },
    deferred: { color: colors.yellow, sign: '…' },
    failed: { color: colors.red, sign: '✖' },
  };
}
