import { type Action, type ImageReport, isPlan, type Report } from '@multiarch-mirror/core';
import { repositoryFile } from './github-actions/repository-file.ts';
import { markdownFence, markdownLink, markdownTable, markdownText } from './markdown.ts';
import { count, formatBytes, formatSeconds } from './quantity.ts';
import { mergeNote } from './report-text.ts';
import { sameOutcome } from './result-line.ts';
import { sizesLine } from './sizes-line.ts';
import {
  actionWords,
  changedRow,
  failedRow,
  problem,
  publishedRow,
  unchangedRow,
  waitingRow,
} from './summary-rows.ts';

/** GitHub takes 1 MiB for a step (docs, "Adding a job summary"), and shows nothing of what is larger. */
const largest = 1_000_000;
/** Rows of a table, unless they are too large together. */
const mostRows = 400;

/**
 * A report as Markdown for the summary of a job of GitHub Actions: what failed, what was published with links and how to check it, what
 * waits, what upstream has moved. Everything that comes from outside is escaped. Of a plan: what is to be done.
 * `most`: bytes that there is room for.
 */
export function jobSummary(report: Report, environment: NodeJS.ProcessEnv, most: number = largest): string {
  for (let rows = mostRows; ; rows = Math.floor(rows / 2)) {
    const text = summaryOf(report, environment, rows);
    if (Buffer.byteLength(text) <= most || rows === 0) return text;
  }
}

function summaryOf(report: Report, environment: NodeJS.ProcessEnv, rows: number): string {
  const { images, errors = [], merged, verify = [] } = report;
  const planned = isPlan(report);
  const groups = (...actions: Action[]) =>
    sameOutcome(images.filter((image) => isSound(image) && actions.includes(image.action)));
  const section = (title: string, head: string[], list: readonly string[][]): string[] =>
    list.length === 0 ? [] : [`#### ${title}\n`, ...cut(head, list, rows)];
  const still = groups('unchanged');
  return [
    `### ${headline(report)}\n`,
    ...section(
      'Not begun',
      ['What happened'],
      errors.map((error) => [problem(error)]),
    ),
    ...section(
      'Failed',
      ['Image', 'Tags', 'Manifest', 'Where', 'What happened'],
      sameOutcome(images.filter(isFailed)).map((group) =>
        failedRow(group, manifestCell(report, group, environment)),
      ),
    ),
    ...section(
      planned ? 'To be done' : 'Published',
      ['Image', 'Tags', planned ? 'What' : 'Done', 'Why', 'Digest', planned ? 'Size' : 'Attested'],
      groups('create', 'update', 'repair').map((group) => publishedRow(group, report)),
    ),
    ...section(
      'Waiting',
      ['Image', 'Tags', 'For', 'Until'],
      sameOutcome(images.filter(isWaiting)).map(waitingRow),
    ),
    ...section(
      'Changed upstream, kept here',
      ['Image', 'Tags', 'What happened'],
      groups('moved', 'gone').map(changedRow),
    ),
    ...(still.length === 0
      ? []
      : folded(`${still.flat().length} ${standing(report)}`, ['Image', 'Tags'], byImage(still.flat()), rows)),
    ...(verify.length === 0 ? [] : ['#### Anyone can check it\n', markdownFence(verify, 'sh')]),
    ...cost(report, rows),
    ...(merged === undefined || merged.reports < 2 ? [] : [`${mergeNote(merged)}\n`]),
  ].join('\n');
}

function cut(head: readonly string[], list: readonly string[][], rows: number): string[] {
  const more = list.length > rows ? [`and ${list.length - rows} more rows\n`] : [];
  return [...(rows === 0 ? [] : [markdownTable(head, list.slice(0, rows))]), ...more];
}

/** Open to whoever wants to see it. */
function folded(title: string, head: readonly string[], list: readonly string[][], rows: number): string[] {
  return [`<details><summary>${title}</summary>\n`, ...cut(head, list, rows), '</details>\n'];
}

function byImage(images: readonly ImageReport[]): string[][] {
  const entries = Map.groupBy(images, ({ image, line }) => `${line} ${image}`);
  return [...entries.values()].map(unchangedRow);
}

/** `❌ mirror: 2 created, 10 unchanged, 1 failed in 12 s` */
function headline(report: Report): string {
  const { images, seconds, errors = [] } = report;
  const planned = isPlan(report);
  const failures = images.filter(isFailed).length + errors.length;
  const waits = images.filter(isWaiting).length;
  const counts = Object.entries(actionWords).map(([action, [done, todo]]): [number, string] => [
    images.filter((image) => image.action === action && isSound(image)).length,
    planned ? todo : action === 'unchanged' ? standing(report) : done,
  ]);
  const parts = [...counts, [waits, 'deferred'] as const, [failures, 'failed'] as const]
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`);
  const mark = failures > 0 ? '❌ ' : waits > 0 ? '⏸️ ' : planned ? '' : '✅ ';
  const time = seconds === undefined ? '' : ` in ${formatSeconds(seconds)}`;
  const command = planned ? ' plan' : isVerification(report) ? ' verify' : '';
  return `${mark}mirror${command}: ${parts.join(', ') || 'nothing to do'}${time}`;
}

/** What went over the wire, or would. */
function cost({ transfer, sizes }: Report, rows: number): string[] {
  const lines = sizes === undefined ? [] : [`${markdownText(sizesLine(sizes))}\n`];
  if (transfer === undefined) return lines;
  const { requests, bytesRead, bytesWritten, blobsCopied, blobsMounted, blobsPresent } = transfer;
  const list = Object.entries(requests).flatMap(([host, kinds]) =>
    Object.entries(kinds).map(([kind, number]) => [markdownText(host), markdownText(kind), String(number)]),
  );
  const total = Object.values(requests)
    .flatMap(Object.values<number>)
    .reduce((sum, number) => sum + number, 0);
  const blobs = `${blobsCopied} blobs copied, ${blobsMounted} mounted, ${blobsPresent} there already`;
  const title = `${formatBytes(bytesRead)} read, ${formatBytes(bytesWritten)} written, ${count(total, 'request')}; ${blobs}`;
  return [...lines, ...folded(title, ['Registry', 'Request', 'Number'], list, rows)];
}

/** `mirror.config.yaml:24`, with a link to the line where this is a workflow of GitHub. */
function manifestCell(
  { manifest }: Report,
  [first]: readonly ImageReport[],
  environment: NodeJS.ProcessEnv,
): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = environment;
  const { line = 1 } = first ?? {};
  const text = markdownText(manifest === undefined ? `line ${line}` : `${manifest}:${line}`);
  const file = manifest === undefined ? undefined : repositoryFile(environment, manifest);
  if (file === undefined || server === undefined || repository === undefined || commit === undefined)
    return text;
  const path = file.split('/').map(encodeURIComponent).join('/');
  return markdownLink(text, `${server}/${repository}/blob/${commit}/${path}#L${line}`);
}

/** What is said of tags that nothing was done with. */
function standing(report: Report): string {
  return isVerification(report) ? 'verified' : 'unchanged';
}

/** `mirror verify` says of every tag that it is verified, or why not. */
function isVerification({ images }: Report): boolean {
  return images.length > 0 && images.every(({ reason }) => reason === 'verified');
}

function isFailed({ error }: ImageReport): boolean {
  return error !== undefined;
}

function isWaiting({ status, deferred }: ImageReport): boolean {
  return status === 'deferred' || deferred !== undefined;
}

function isSound(image: ImageReport): boolean {
  return !isFailed(image) && !isWaiting(image);
}
