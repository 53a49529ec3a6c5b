import { dirname, resolve } from 'node:path';
import { MirrorError, type Place } from '@multiarch-mirror/errors';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { isMergeKey, resolveAliases } from './yaml-aliases.ts';
import { yamlProblem } from './yaml-problem.ts';

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
  readonly warnings: readonly MirrorError[];
}

/**
 * Reads YAML 1.2 with merge keys.
 * @returns the document, or every fault of its syntax
 */
export function parseManifest(
  text: string,
  file: string,
): { document: ManifestDocument } | { errors: MirrorError[] } {
  const lines = new LineCounter();
  const content = text.replace(/^\uFEFF/, '');
  const yaml = parseDocument(content, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    uniqueKeys: false,
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // Where the nesting ended the reading, all others follow from that.
  const tooDeep = yaml.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const problems = tooDeep === undefined ? yaml.errors : [tooDeep];
  const errors = problems.map((error) => yamlProblem(error, placeOf(error.pos[0])));
  if (errors.length > 0) return { errors };
  const faults = resolveAliases(yaml).map(
    ({ code, node, message, hint }) =>
      new MirrorError(code, message, { place: placeOf(node.range?.[0] ?? 0), hint }),
  );
  if (faults.length > 0) return { errors: faults };
  const value: unknown = yaml.toJS();
  if (value === null) {
    const hint = 'Write one, or let `mirror init` do it.';
    return {
      errors: [new MirrorError('MIRROR_CONFIG_SYNTAX', 'the manifest is empty', { place: placeOf(0), hint })],
    };
  }
  return {
    document: {
      file,
      directory: dirname(resolve(file)),
      text: content,
      value,
      warnings: yaml.warnings.map((warning) => yamlProblem(warning, placeOf(warning.pos[0]))),
      place: (path, part = 'value') => placeOf(find(yaml, path, part).offset),
      written: (path) => writtenScalar(find(yaml, path, 'value').node),
    },
  };
}

/** The offset of the last part of the path that is there. */
function find(yaml: Document, path: ManifestPath, part: 'key' | 'value'): { offset: number; node?: unknown } {
  let node: unknown = yaml.contents;
  let offset = start(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    if (isSeq(node)) {
      node = node.items[Number(step)];
    } else {
      const pair = findPair(node, String(step));
      if (pair === undefined) return { offset };
      node = pair.value;
      offset = start(pair.key) ?? offset;
      if (last && part === 'key') return { offset };
    }
    offset = start(node) ?? offset;
  }
  return { offset, node };
}

function writtenScalar(node: unknown): string | undefined {
  return isScalar(node) ? node.source : undefined;
}

/** In the map itself, else in what is merged into it. */
function findPair(node: unknown, key: string): Pair | undefined {
  if (!isMap(node)) return undefined;
  const own = node.items.find((pair) => keyText(pair) === key);
  if (own !== undefined) return own;
  for (const pair of node.items) {
    if (!isMergeKey(pair.key)) continue;
    for (const source of isSeq(pair.value) ? pair.value.items : [pair.value]) {
      const found = findPair(source, key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function keyText({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function start(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
