import type { Plan, PlannedTag } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { kindOf, planSummary } from './plan-summary.ts';
import type { Colors, Printer } from './printer.ts';
import { shortDigest, shorten } from './quantity.ts';

/** Tags of an image that stand as they are, and are named. */
const named = 6;

/** The plan, image by image: what would be done with each tag, why, and from which digest to which. */
export function printPlan(printer: Printer, plan: Plan): void {
  const { line, colors } = printer;
  for (const { tags, failures } of plan.repositories) {
    for (const { image, error } of failures) {
      line(colors.bold(printable(image.name)));
      line(`  ${colors.red('failed')}  ${printable(error.describe())} [${error.code}]`);
      if (error.hint !== undefined) line(`  ${colors.cyan('hint:')} ${printable(error.hint)}`);
      line();
    }
    for (const group of Map.groupBy(tags, ({ image }) => image).values()) printImage(printer, group);
  }
  line(planSummary(plan));
}

function printImage({ line, colors }: Printer, tags: readonly PlannedTag[]): void {
  const image = tags[0]?.image;
  const changing = tags.filter((planned) => kindOf(planned) !== 'unchanged');
  // An image that stands as it should is only counted, unless the manifest keeps something of it out.
  if (image === undefined || (changing.length === 0 && image.deny.length === 0)) return;
  line(colors.bold(printable(image.name)));
  const tagWidth = widest(changing.map(({ tag }) => printable(tag)));
  const whyWidth = widest(changing.map((planned) => (planned.error === undefined ? why(planned) : '')));
  for (const planned of changing) {
    const kind = kindOf(planned);
    const { color, sign } = marks(colors)[kind];
    const tag = printable(planned.tag).padEnd(tagWidth);
    line(`  ${color(`${sign} ${kind.padEnd(8)}`)}  ${tag}  ${details(planned, colors, whyWidth)}`);
    if (planned.error?.hint !== undefined)
      line(`    ${colors.cyan('hint:')} ${printable(planned.error.hint)}`);
  }
  for (const [reason, group] of Map.groupBy(
    tags.filter((planned) => kindOf(planned) === 'unchanged'),
    (planned) => planned.reason,
  )) {
    const list = shorten(
      group.map(({ tag }) => printable(tag)),
      named,
    );
    line(colors.dim(`    ${'unchanged'.padEnd(8)} ${list} (${printable(reason)})`));
  }
  line();
}

function details(planned: PlannedTag, colors: Colors, whyWidth: number): string {
  if (planned.error !== undefined) return `${printable(planned.error.describe())} [${planned.error.code}]`;
  return `${why(planned).padEnd(whyWidth)}  ${colors.dim(digests(planned))}`.trimEnd();
}

function why({ reason, missing }: PlannedTag): string {
  return `${printable(reason)}${missing.length === 0 ? '' : `, upstream lacks ${missing.map(printable).join(', ')}`}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** `sha256:0a1b2c3d4e5f → sha256:5f4e3d2c1b0a`: what stands at the destination, and what upstream has. */
function digests({ action, current, upstream }: PlannedTag): string {
  const to = upstream.map(({ platform, digest }) => {
    const short = shortDigest(printable(digest));
    return platform === undefined ? short : `${printable(platform)} ${short}`;
  });
  const from = current === undefined ? '' : shortDigest(printable(current));
  if (action === 'repair' || action === 'gone' || to.length === 0) return from;
  return from === '' ? to.join(', ') : `${from} → ${to.join(', ')}`;
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
