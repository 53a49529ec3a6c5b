import { dirname, resolve } from 'node:path';
import { MirrorError, type Place } from '@multiarch-mirror/errors';
import { Composer, type Document, Parser } from 'yaml';
import { firstOf } from './first-faults.ts';
import { LineIndex } from './line-index.ts';
import { findUnprintable } from './unprintable.ts';
import { resolveAliases } from './yaml-aliases.ts';
import { syntaxFault, type YamlFault } from './yaml-fault.ts';
import { YamlFinder } from './yaml-finder.ts';
import { describeCode, describeProblems } from './yaml-problem.ts';

/** Where a value stands in the manifest: the keys and indexes that lead to it. */
export type ManifestPath = readonly (string | number)[];

/** Finds what stands where. */
export interface Locator {
  /**
   * The place of the value at `path`, or of its key. An alias leads to what it stands for; for what is not there it is the place
   * of the nearest thing around it.
   */
  place(path: ManifestPath, part?: 'key' | 'value'): Place;
  /** A plain scalar as it is written: `3.10`, where the value is 3.1. */
  written(path: ManifestPath): string | undefined;
}

/** A manifest as YAML: its value, and where each part of it stands. */
export interface ManifestDocument extends Locator {
  /** As the user named it. */
  readonly file: string;
  /** Absolute: what relative paths in the manifest start from. */
  readonly directory: string;
  readonly text: string;
  /** Anchors, aliases and merge keys resolved. */
  readonly value: unknown;
  /** What is wrong with it, and yet leaves it readable. */
  readonly faults: readonly MirrorError[];
}

/**
 * Reads YAML 1.2 with merge keys.
 * @returns the document, or every fault for which it cannot be read; of faults that leave it readable, the document has `faults`
 */
export function parseManifest(
  text: string,
  file: string,
): { document: ManifestDocument } | { errors: MirrorError[] } {
  // A return alone ends a line too (YAML 1.2.2, section 5.4), which the parser does not know.
  const content = text.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n');
  const lines = new LineIndex(content);
  const placeOf = (offset: number): Place => ({ file, ...lines.position(offset) });
  const toError = ({ code, offset, message, hint, first }: YamlFault): MirrorError => {
    const more = first === undefined ? '' : `: line ${placeOf(first).line} has it too`;
    return new MirrorError(code, `${message}${more}`, { place: placeOf(offset), hint });
  };
  const { yaml, faults: unreadable } = readYaml(content);
  if (unreadable.length > 0) return { errors: firstOf(unreadable.map(toError)) };
  const faults = resolveAliases(yaml);
  if (faults.some(({ code }) => code === 'MIRROR_CONFIG_SYNTAX'))
    return { errors: firstOf(faults.map(toError)) };
  const value: unknown = yaml.toJS();
  if (value === null) {
    const hint = 'Write one: docs/manifest.md shows every field.';
    return { errors: [toError(syntaxFault(0, 'the manifest is empty', hint))] };
  }
  const finder = new YamlFinder(yaml);
  return {
    document: {
      file,
      directory: dirname(resolve(file)),
      text: content,
      value,
      faults: faults.map(toError),
      place: (path, part = 'value') => placeOf(finder.offset(path, part)),
      written: (path) => finder.written(path),
    },
  };
}

/** The first document of the text, and why it cannot be read. */
function readYaml(content: string): { yaml: Document; faults: YamlFault[] } {
  const tokens = [...new Parser().parse(content)];
  const composer = new Composer({
    prettyErrors: false,
    merge: true,
    uniqueKeys: false,
    resolveKnownTags: false,
  });
  const [yaml, second] = composer.compose(tokens, true, content.length);
  if (yaml === undefined) throw new Error('the parser has made no document');
  const faults = [
    ...findUnprintable(content),
    ...describeProblems([...yaml.errors, ...yaml.warnings], content, tokens),
  ];
  if (second === undefined || faults.length > 0) return { yaml, faults };
  return { yaml, faults: [describeCode('MULTIPLE_DOCS', second.range[0])] };
}
