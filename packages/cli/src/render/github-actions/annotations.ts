import type { ImageReport, Report } from '@multiarch-mirror/core';
import { formatPlace, type MirrorError } from '@multiarch-mirror/errors';
import type { Io, Output } from '../../io.ts';
import { imageLabel, tagOf } from '../image-label.ts';
import { count } from '../quantity.ts';
import { isStopped, sameOutcome } from '../result-line.ts';
import { repositoryFile } from './repository-file.ts';
import { type CommandProperties, writeCommand } from './workflow-command.ts';

/** GitHub shows ten errors and ten warnings of a step (docs, "Usage limits"). */
const mostShown = 10;

export interface Annotation {
  level: 'error' | 'warning';
  place: CommandProperties;
  lines: string[];
}

/** What is wrong with the manifest, the lock or the command line, at its own place. */
export function issueAnnotation(io: Io, error: MirrorError, level: Annotation['level']): Annotation {
  const { file, line, column } = error.place;
  const isHere = file !== undefined && repositoryFile(io.environment, file) !== undefined;
  // What the annotation stands at need not be said again.
  const where = formatPlace(isHere ? withoutFile(error.place) : error.place);
  return {
    level,
    place: { ...filePlace(io, file, line, column), title: `mirror [${error.code}]` },
    lines: [`${where === '' ? '' : `${where}: `}${error.message} [${error.code}]`, ...hintLines(error)],
  };
}

/** What failed of a run, a plan or a verification, at the line of the manifest that it comes from. */
export function failureAnnotations(io: Io, { images }: Report, manifest: string): Annotation[] {
  const failed = images.filter((image) => image.error !== undefined && !isStopped(image));
  const groups = sameOutcome(failed);
  const shown = groups.length <= mostShown ? groups : groups.slice(0, mostShown - 1);
  const rest = groups.slice(shown.length).flat();
  return [
    ...shown.flatMap((group) => failureAnnotation(io, group, manifest)),
    ...(rest.length === 0 ? [] : [restAnnotation(io, rest, manifest)]),
  ];
}

/** What nobody did wrong, and somebody should know: tags that upstream has moved although they do not move, and limits that put tags off. */
export function warningAnnotations(io: Io, { images }: Report, manifest: string): Annotation[] {
  const moved = sameOutcome(images.filter(({ action, error }) => action === 'moved' && error === undefined));
  const limited = images.filter(
    ({ status, reason, deferred }) =>
      deferred === 'rateLimit' || (status === 'deferred' && reason === 'rateLimit'),
  );
  const registries = Map.groupBy(limited, ({ registry }) => registry ?? 'a registry');
  return [
    ...[...registries].map(([registry, waiting]) => limitAnnotation(io, registry, waiting, manifest)),
    ...moved.slice(0, mostShown).flatMap((group) => movedAnnotation(io, group, manifest)),
  ];
}

export function writeAnnotations(output: Output, annotations: readonly Annotation[]): void {
  for (const { level, place, lines } of annotations) writeCommand(output, level, place, lines);
}

function failureAnnotation(io: Io, group: readonly ImageReport[], manifest: string): Annotation[] {
  const [first] = group;
  if (first?.error === undefined) return [];
  const { image, line, column, error } = first;
  const label = imageLabel({ image, tags: group.flatMap(({ destination }) => tagOf(destination) ?? []) });
  return [
    {
      level: 'error',
      place: { ...filePlace(io, manifest, line, column), title: `${label} failed [${error.code}]` },
      lines: [`${label}: ${error.message} [${error.code}]`, ...hintLines(error)],
    },
  ];
}

function movedAnnotation(io: Io, group: readonly ImageReport[], manifest: string): Annotation[] {
  const [first] = group;
  if (first === undefined) return [];
  const { image, line, column, reason } = first;
  const label = imageLabel({ image, tags: group.flatMap(({ destination }) => tagOf(destination) ?? []) });
  const place = { ...filePlace(io, manifest, line, column), title: `${label} moved upstream` };
  return [{ level: 'warning', place, lines: [`${label}: ${reason}`] }];
}

function limitAnnotation(
  io: Io,
  registry: string,
  waiting: readonly ImageReport[],
  manifest: string,
): Annotation {
  const [until] = waiting.flatMap(({ until: time }) => time ?? []).toSorted();
  const text = `${count(waiting.length, 'tag')} had to wait; run it again ${until === undefined ? 'later' : `after ${until}`}`;
  return {
    level: 'warning',
    place: { ...filePlace(io, manifest), title: `${registry} limits requests` },
    lines: [text],
  };
}

function restAnnotation(io: Io, rest: readonly ImageReport[], manifest: string): Annotation {
  const codes = [...new Set(rest.map(({ error }) => error?.code ?? ''))].join(', ');
  const text = `${count(rest.length, 'more tag')} failed [${codes}]; the lines above and the job's summary name all of them`;
  return { level: 'error', place: { ...filePlace(io, manifest), title: 'and more' }, lines: [text] };
}

function hintLines({ hint }: { hint?: string | undefined }): string[] {
  return hint === undefined ? [] : [`hint: ${hint}`];
}

function filePlace(io: Io, file: string | undefined, line?: number, col?: number): CommandProperties {
  const path = file === undefined ? undefined : repositoryFile(io.environment, file);
  if (path === undefined) return {};
  return { file: path, ...(line !== undefined && { line }), ...(col !== undefined && { col }) };
}

function withoutFile<Kind extends { file?: string }>({ file: _file, ...place }: Kind): Omit<Kind, 'file'> {
  return place;
}
