import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
} from 'yaml';

/** Something that the syntax allows and we do not. */
export interface YamlFault {
  node: Node;
  message: string;
  hint: string;
}

/** Some 30,000 images; as many nodes take seconds to validate. */
const largest = 1_000_000;

/**
 * Looks at every node once, with aliases counted as often as they are used, so that a few lines cannot stand for billions of
 * values. Aliases without an anchor or inside their own, keys that are no words, and merges of what is no map are faults too.
 */
export function findFaults(yaml: Document): YamlFault[] {
  const faults: YamlFault[] = [];
  const sizes = new Map<unknown, number>();
  const open = new Set<unknown>();

  const sizeOf = (node: unknown): number => {
    if (isPair(node)) {
      faults.push(...pairFaults(node, yaml));
      return sizeOf(node.key) + sizeOf(node.value);
    }
    if (isAlias(node)) {
      const target = node.resolve(yaml);
      if (target !== undefined && !open.has(target)) return sizeOf(target);
      const message =
        target === undefined
          ? `no anchor &${node.source} stands before this alias`
          : `the alias *${node.source} stands inside its own anchor`;
      faults.push({ node, message, hint: `Write out what *${node.source} is to stand for.` });
      return 1;
    }
    if (!isCollection(node)) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    open.add(node);
    let size = 1;
    for (const item of node.items) size += sizeOf(item);
    open.delete(node);
    sizes.set(node, size);
    return size;
  };

  if (isNode(yaml.contents) && sizeOf(yaml.contents) > largest) {
    faults.push({
      node: yaml.contents,
      message: `with its aliases written out the manifest holds more than ${largest} values`,
      hint: 'Use fewer aliases inside of what other aliases repeat.',
    });
  }
  return faults;
}

function pairFaults({ key, value }: Pair, yaml: Document): YamlFault[] {
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(yaml) : node);
  if (isNode(key) && isCollection(resolved(key))) {
    return [{ node: key, message: 'a map or a list as a key', hint: 'Write a plain word as the key.' }];
  }
  if (!isMergeKey(key)) return [];
  const merged = resolved(value);
  const sources = isSeq(merged) ? merged.items.map(resolved) : [merged];
  if (sources.every((source) => isMap(source))) return [];
  return [
    {
      node: key,
      message: 'a merge of what is no map',
      hint: 'Write the alias of a map behind <<, or a list of them.',
    },
  ];
}

/** `<<`, which the parser reads as a symbol or as text. */
export function isMergeKey(key: unknown): key is Node {
  if (!isScalar(key)) return false;
  return key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<');
}
