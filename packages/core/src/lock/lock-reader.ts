import { MirrorError, type Place } from '@multiarch-mirror/errors';
import { isMap, isNode, isScalar, isSeq, type LineCounter, type Pair } from 'yaml';
import { suggest } from '../config/index.ts';

/** A value of the document, with its key where it has one. */
export interface Member {
  key: string;
  place: Place;
  value: unknown;
}

/** Reads a YAML document piece by piece, and gathers everything that is wrong with it, each at its place. */
export class LockReader {
  readonly errors: MirrorError[] = [];
  readonly #file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  place(node: unknown): Place {
    const { line, col } = this.#lines.linePos(isNode(node) ? (node.range?.[0] ?? 0) : 0);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  wrong(place: Place, message: string, hint = 'Run `mirror lock`: it writes the file anew.'): void {
    this.errors.push(new MirrorError('MIRROR_LOCK_INVALID', message, { place, hint }));
  }

  /** The members of a map. `allowed`: the keys that it may have; default: any. */
  members(node: unknown, what: string, allowed?: readonly string[]): Member[] {
    if (!isMap(node)) {
      this.wrong(this.place(node), `${what} is not a map`);
      return [];
    }
    return node.items.flatMap((pair) => this.#member(pair, what, allowed));
  }

  items(node: unknown, what: string): unknown[] {
    if (isSeq(node)) return node.items;
    this.wrong(this.place(node), `${what} is not a list`);
    return [];
  }

  /** A text that `isRight`; undefined where it is none. */
  text(
    node: unknown,
    what: string,
    isRight: (text: string) => boolean = (text) => text !== '',
  ): string | undefined {
    if (isScalar(node) && typeof node.value === 'string' && isRight(node.value)) return node.value;
    const shown = isScalar(node) && typeof node.value === 'string' ? JSON.stringify(node.value) : 'this';
    this.wrong(this.place(node), `${shown} is not ${what}`);
    return undefined;
  }

  #member({ key, value }: Pair, what: string, allowed?: readonly string[]): Member[] {
    const name = isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
    if (name === undefined) {
      this.wrong(this.place(key), `${what} has a key that is not a text`);
      return [];
    }
    if (allowed === undefined || allowed.includes(name))
      return [{ key: name, place: this.place(key), value }];
    this.wrong(
      this.place(key),
      `${what} has no ${JSON.stringify(name)}`,
      suggest(name, allowed) ?? `It has ${allowed.join(', ')}.`,
    );
    return [];
  }
}
