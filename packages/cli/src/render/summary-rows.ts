import type { Action, ErrorReport, ImageReport, Report } from '@multiarch-mirror/core';
import { redact } from '@multiarch-mirror/errors';
import { registryPage } from '@multiarch-mirror/oci';
import { tagOf } from './image-label.ts';
import { markdownCode, markdownLink, markdownText } from './markdown.ts';
import { formatBytes, shortDigest, shorten } from './quantity.ts';
import { waitReason } from './result-line.ts';

/** Tags of one row that are named. */
const named = 12;

/** What an action is called when it is done, and when it is to be done. */
export const actionWords: Readonly<Record<Action, readonly [done: string, planned: string]>> = {
  create: ['created', 'to create'],
  update: ['updated', 'to update'],
  repair: ['repaired', 'to repair'],
  unchanged: ['unchanged', 'unchanged'],
  moved: ['moved upstream', 'moved upstream'],
  gone: ['gone upstream', 'gone upstream'],
};

/** Image, tags, what was done, why, digest, what is attached. */
export function publishedRow(group: readonly ImageReport[], { log }: Report): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const reasons = [...new Set(group.map(({ reason }) => reason))];
  const done = actionWords[first.action][first.status === undefined ? 1 : 0];
  const last = first.status === undefined ? sizes(group) : attestations(first, log);
  return [
    imageCell(first),
    tagsCell(group),
    done,
    markdownText(shorten(reasons, 3)),
    digestCell(first),
    last,
  ];
}

/** Image with tags, line of the manifest, side and registry, message with code and hint. */
export function failedRow(group: readonly ImageReport[], manifest: string): string[] {
  const [first] = group;
  if (first?.error === undefined) return [];
  const { side, registry } = first.error;
  const where = [side, registry].filter((part) => part !== undefined).map(markdownText);
  return [imageCell(first), tagsCell(group), manifest, where.join(' ') || '–', problem(first.error)];
}

/** Image, tags, what for, until when. */
export function waitingRow(group: readonly ImageReport[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  return [
    imageCell(first),
    tagsCell(group),
    markdownText(waitReason(first)),
    markdownText(first.until ?? '–'),
  ];
}

/** Image, tags, what upstream has done. */
export function changedRow(group: readonly ImageReport[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  return [imageCell(first), tagsCell(group), markdownText(first.reason)];
}

/** Image, tags. */
export function unchangedRow(group: readonly ImageReport[]): string[] {
  const [first] = group;
  return first === undefined ? [] : [imageCell(first), tagsCell(group)];
}

/** What went wrong, its code, and what to do about it. */
export function problem({ code, message, hint }: ErrorReport): string {
  // Somebody may have put a whole page into an answer.
  const whole = redact(message);
  const text = whole.length > 1000 ? `${whole.slice(0, 1000)}…` : whole;
  const mend = hint === undefined ? '' : `<br>${markdownText(hint)}`;
  return `${markdownText(text)} ${markdownCode(code)}${mend}`;
}

function imageCell({ image, source, sources = [], destination }: ImageReport): string {
  const name = markdownLink(markdownText(image), pageOf(withoutTag(destination)));
  const origins = source === undefined ? sources.map(({ reference }) => reference) : [source];
  const from = [...new Set(origins.map(withoutTag))].map((origin) =>
    markdownLink(markdownText(origin), pageOf(origin)),
  );
  return from.length === 0 ? name : `${name}<br>from ${from.join(', ')}`;
}

function tagsCell(group: readonly ImageReport[]): string {
  const cells = group.flatMap(({ destination }) => {
    const tag = tagOf(destination);
    return tag === undefined ? [] : [markdownLink(markdownCode(tag), pageOf(destination))];
  });
  return cells.length === 0 ? 'all' : shorten(cells, named);
}

function digestCell({ digest, upstreamDigest, status }: ImageReport): string {
  const [from, to] = status === undefined ? [digest, upstreamDigest] : [undefined, digest];
  const digests = [from, to].filter((part, index, all) => part !== undefined && part !== all[index - 1]);
  return digests.map((part) => markdownCode(shortDigest(part ?? ''))).join(' → ') || '–';
}

/** The plugins that have attached something to the image itself, each with its entry in the log. */
function attestations({ digest, attestations: list = [] }: ImageReport, log: string | undefined): string {
  const own = list.filter(({ subject }) => subject === digest);
  const cells = own.map(({ plugin, logIndex }) => {
    const entry = log === undefined || logIndex === undefined ? undefined : `${log}/?logIndex=${logIndex}`;
    return markdownLink(markdownText(plugin), entry);
  });
  return [...new Set(cells)].join(', ') || '–';
}

function sizes(group: readonly ImageReport[]): string {
  const known = group.flatMap(({ size }) => size ?? []);
  const [first] = known;
  if (first === undefined) return '–';
  const copy = known.reduce((sum, size) => sum + size.copy, 0);
  return `${formatBytes(first.image)}, ${formatBytes(copy)} to copy`;
}

function withoutTag(reference: string): string {
  const tag = tagOf(reference);
  return tag === undefined ? reference : reference.slice(0, reference.lastIndexOf(`:${tag}`));
}

/** The page of a reference; none where it is no reference, as a report from elsewhere may have it. */
function pageOf(reference: string): string | undefined {
  try {
    return registryPage(reference);
  } catch {
    return undefined;
  }
}
