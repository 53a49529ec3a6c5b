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
import { syntaxFault, type YamlFault } from './yaml-fault.ts';
import { deepest } from './yaml-tokens.ts';

/** Some 30,000 images; as many nodes take seconds to validate. */
const largest = 1_000_000;
/** No field needs more, and messages show what is wrong. */
const longest = 4096;
const scalarSize = { values: 1, depth: 1 };

/**
 * Puts what aliases stand for in their place, in one pass (the parser looks through the whole document for each of them), and
 * counts it as often as it is used, so that a few lines cannot stand for billions of values. Aliases without an anchor or inside
 * their own, keys that are no words or stand twice, merges of what is no map, and overlong text are faults; so is what aliases nest
 * too deeply.
 */
export function resolveAliases(yaml: Document): YamlFault[] {
  const faults: YamlFault[] = [];
  const anchors = new Map<string, Node>();
  /** Of collections; a scalar is one value. */
  const sizes = new Map<unknown, { values: number; depth: number }>();

  /** The node, or what it stands for. */
  const resolve = (node: unknown): unknown => {
    if (!isAlias(node)) {
      visit(node);
      return node;
    }
    const target = anchors.get(node.source);
    if (target !== undefined && (!isCollection(target) || sizes.has(target))) return target;
    const message =
      target === undefined
        ? `no anchor &${node.source} stands before this alias`
        : `the alias *${node.source} stands inside its own anchor`;
    faults.push(faultAt(node, message, `Write out what *${node.source} is to stand for.`));
    return node;
  };

  const visit = (node: unknown): void => {
    if (!isNode(node)) return;
    if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node) && typeof node.value === 'string' && node.value.length > longest) {
      faults.push(faultAt(node, `text of more than ${longest} characters`, 'Write less.'));
    }
    if (!isCollection(node)) return;
    if (isMap(node)) findDuplicates(node, faults);
    const size = { values: 1, depth: 1 };
    const add = (member: unknown): void => {
      const { values, depth } = sizes.get(member) ?? scalarSize;
      size.values += values;
      size.depth = Math.max(size.depth, depth + 1);
    };
    for (const [index, item] of node.items.entries()) {
      if (isPair(item)) {
        item.key = resolve(item.key);
        item.value = resolve(item.value);
        add(item.key);
        add(item.value);
        checkPair(item, faults);
      } else {
        const resolved = resolve(item);
        node.items[index] = resolved;
        add(resolved);
      }
    }
    sizes.set(node, size);
  };

  resolve(yaml.contents);
  const whole = sizes.get(yaml.contents);
  if (isNode(yaml.contents) && whole !== undefined) {
    if (whole.values > largest) {
      const message = `with its aliases written out the manifest holds more than ${largest} values`;
      faults.push(faultAt(yaml.contents, message, 'Use fewer aliases inside of what other aliases repeat.'));
    } else if (whole.depth > deepest) {
      const message = `with its aliases written out the manifest is nested more than ${deepest} levels deep`;
      faults.push(faultAt(yaml.contents, message, 'Nest less deeply.'));
    }
  }
  return faults;
}

function faultAt(node: Node, message: string, hint: string): YamlFault {
  return syntaxFault(node.range?.[0] ?? 0, message, hint);
}

function checkPair({ key, value }: Pair, faults: YamlFault[]): void {
  if (isNode(key) && isCollection(key)) {
    const hint = 'Write a plain word as the key, or put a value that holds braces in quotes.';
    faults.push(faultAt(key, 'a map or a list as a key', hint));
  }
  if (!isNode(key) || !isMergeKey(key)) return;
  const sources = isSeq(value) ? value.items : [value];
  // An alias is left only where it stands for nothing, and that is said already.
  if (sources.every((source) => isMap(source) || isAlias(source))) return;
  const hint = 'Write the alias of a map behind <<, or a list of them.';
  faults.push(faultAt(key, 'a merge of what is no map', hint));
}

/** The parser compares each key with every other one; here thousands of them cost nothing. */
function findDuplicates(map: YAMLMap, faults: YamlFault[]): void {
  const known = new Map<string, Node>();
  for (const { key } of map.items) {
    if (!isScalar(key) || isMergeKey(key)) continue;
    const text = String(key.value);
    const first = known.get(text);
    if (first === undefined) known.set(text, key);
    else {
      const fault = faultAt(key, `${text} stands in this map twice`, 'Keep one of the two.');
      faults.push({ ...fault, code: 'MIRROR_CONFIG_DUPLICATE_KEY', first: first.range?.[0] ?? 0 });
    }
  }
}

/** `<<`, which the parser reads as a symbol or as text. */
export function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  return key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<');
}
