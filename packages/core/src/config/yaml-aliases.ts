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
  type YAMLMap,
} from 'yaml';

const code = 'MIRROR_CONFIG_SYNTAX';

/** Something that the parser lets pass and we do not. */
export interface YamlFault {
  code: 'MIRROR_CONFIG_SYNTAX' | 'MIRROR_CONFIG_DUPLICATE_KEY';
  node: Node;
  message: string;
  hint: string;
}

/** Some 30,000 images; as many nodes take seconds to validate. */
const largest = 1_000_000;
/** No field needs more, and messages show what is wrong. */
const longest = 4096;

/**
 * Puts what aliases stand for in their place, in one pass (the parser looks through the whole document for each of them), and
 * counts it as often as it is used, so that a few lines cannot stand for billions of values. Aliases without an anchor or inside
 * their own, keys that are no words or stand twice, merges of what is no map, and overlong text are faults.
 */
export function resolveAliases(yaml: Document): YamlFault[] {
  const faults: YamlFault[] = [];
  const anchors = new Map<string, Node>();
  const sizes = new Map<unknown, number>();

  /** The node, or what it stands for. */
  const resolve = (node: unknown): unknown => {
    if (!isAlias(node)) {
      visit(node);
      return node;
    }
    const target = anchors.get(node.source);
    if (target !== undefined && sizes.has(target)) return target;
    const message =
      target === undefined
        ? `no anchor &${node.source} stands before this alias`
        : `the alias *${node.source} stands inside its own anchor`;
    faults.push({ code, node, message, hint: `Write out what *${node.source} is to stand for.` });
    return node;
  };

  const visit = (node: unknown): void => {
    if (!isNode(node)) return;
    if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node) && typeof node.value === 'string' && node.value.length > longest) {
      faults.push({ code, node, message: `text of more than ${longest} characters`, hint: 'Write less.' });
    }
    if (isMap(node)) faults.push(...findDuplicates(node));
    let size = 1;
    if (isCollection(node)) {
      for (const [index, item] of node.items.entries()) {
        if (isPair(item)) {
          item.key = resolve(item.key);
          item.value = resolve(item.value);
          size += (sizes.get(item.key) ?? 0) + (sizes.get(item.value) ?? 0);
          faults.push(...pairFaults(item));
        } else {
          const resolved = resolve(item);
          node.items[index] = resolved;
          size += sizes.get(resolved) ?? 0;
        }
      }
    }
    sizes.set(node, size);
  };

  resolve(yaml.contents);
  if (isNode(yaml.contents) && (sizes.get(yaml.contents) ?? 0) > largest) {
    faults.push({
      code,
      node: yaml.contents,
      message: `with its aliases written out the manifest holds more than ${largest} values`,
      hint: 'Use fewer aliases inside of what other aliases repeat.',
    });
  }
  return faults;
}

function pairFaults({ key, value }: Pair): YamlFault[] {
  if (isNode(key) && isCollection(key)) {
    return [{ code, node: key, message: 'a map or a list as a key', hint: 'Write a plain word as the key.' }];
  }
  if (!isNode(key) || !isMergeKey(key)) return [];
  const sources = isSeq(value) ? value.items : [value];
  if (sources.every((source) => isMap(source))) return [];
  return [
    {
      code,
      node: key,
      message: 'a merge of what is no map',
      hint: 'Write the alias of a map behind <<, or a list of them.',
    },
  ];
}

/** The parser compares each key with every other one; here thousands of them cost nothing. */
function findDuplicates(map: YAMLMap): YamlFault[] {
  const known = new Set<string>();
  const faults: YamlFault[] = [];
  for (const { key } of map.items) {
    if (!isScalar(key) || isMergeKey(key)) continue;
    const text = String(key.value);
    if (known.has(text)) {
      const message = 'this key stands in the map twice';
      faults.push({ code: 'MIRROR_CONFIG_DUPLICATE_KEY', node: key, message, hint: 'Keep one of the two.' });
    }
    known.add(text);
  }
  return faults;
}

/** `<<`, which the parser reads as a symbol or as text. */
export function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  return key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<');
}
