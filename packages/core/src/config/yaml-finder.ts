import { type Document, isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { isMergeKey } from './yaml-aliases.ts';

/** A path into a document: keys of maps, indexes of lists. */
type Path = readonly (string | number)[];

/** Finds what stands where in a document. Its maps are gone through once, however often they are asked. */
export class YamlFinder {
  readonly #document: Document;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, Pair>>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** Where the value at the path begins, or its key; of a path that is not there, the last part that is. */
  offset(path: Path, part: 'key' | 'value'): number {
    return this.#find(path, part).offset;
  }

  /** A scalar as it is written, without its quotes. */
  written(path: Path): string | undefined {
    const { node } = this.#find(path, 'value');
    return isScalar(node) ? node.source : undefined;
  }

  #find(path: Path, part: 'key' | 'value'): { offset: number; node?: unknown } {
    let node: unknown = this.#document.contents;
    let offset = start(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const last = index === path.length - 1;
      if (isSeq(node)) {
        node = node.items[Number(step)];
      } else {
        const pair = this.#pair(node, String(step));
        if (pair === undefined) return { offset };
        node = pair.value;
        offset = start(pair.key) ?? offset;
        if (last && part === 'key') return { offset };
      }
      offset = start(node) ?? offset;
    }
    return { offset, node };
  }

  /** In the map itself, else in what is merged into it. */
  #pair(node: unknown, key: string): Pair | undefined {
    if (!isMap(node)) return undefined;
    const own = this.#pairsOf(node).get(key);
    if (own !== undefined) return own;
    for (const pair of node.items) {
      if (!isMergeKey(pair.key)) continue;
      for (const source of isSeq(pair.value) ? pair.value.items : [pair.value]) {
        const found = this.#pair(source, key);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** Of a key that stands twice, the last one counts. */
  #pairsOf(map: YAMLMap): Map<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map(map.items.map((pair) => [keyText(pair), pair]));
    this.#pairs.set(map, pairs);
    return pairs;
  }
}

function keyText({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function start(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
