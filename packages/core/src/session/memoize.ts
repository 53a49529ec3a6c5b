import { ownCopy } from './own-copy.ts';

/** A function without arguments that computes its value at most once; `value` is that, once there is one. */
export interface Once<Value> {
  (): Value;
  readonly value: Value | undefined;
}

export function once<Value>(compute: () => Value): Once<Value> {
  let made: { value: Value } | undefined;
  const get = (): Value => {
    made ??= { value: compute() };
    return made.value;
  };
  return Object.defineProperty(get, 'value', { get: () => made?.value }) as Once<Value>;
}

/**
 * A function that computes its result once for each key. A promise that fails is forgotten, so that it can be tried again, and
 * whoever waited for it gets an error of their own: each adds its own place.
 */
export function memoize<Input, Value>(
  key: (input: Input) => string,
  compute: (input: Input) => Promise<Value>,
): (input: Input) => Promise<Value> {
  const results = new Map<string, Promise<Value>>();
  return async (input) => {
    const id = key(input);
    const result = results.get(id) ?? compute(input);
    results.set(id, result);
    try {
      return await result;
    } catch (thrown) {
      if (results.get(id) === result) results.delete(id);
      throw ownCopy(thrown);
    }
  };
}
