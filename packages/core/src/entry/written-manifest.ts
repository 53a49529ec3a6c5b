import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';

/** A manifest as somebody has written it, and where its images stand in it. */
export interface WrittenManifest {
  document: Document;
  /** That was parsed: what offsets count in. */
  text: string;
  root: YAMLMap;
  /** The key `images`. */
  key: Node;
  /** Undefined where the key has no value. */
  list: YAMLSeq | undefined;
}

/** Where a node begins, from the beginning of its line. */
export function columnOf(text: string, node: unknown): number {
  const offset = startOf(node);
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Where the line begins that a node begins on. */
export function lineOf(text: string, node: unknown): number {
  return text.lastIndexOf('\n', startOf(node) - 1) + 1;
}

export function startOf(node: unknown): number {
  return (node as Node | undefined)?.range?.[0] ?? 0;
}

/** Behind the value, before a comment that follows it. */
export function endOf(node: unknown): number {
  return (node as Node | undefined)?.range?.[1] ?? 0;
}
