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

/** A function that computes its result once for each key. A promise that fails is forgotten, so that it can be tried again. */
export function memoize<Input, Result>(key: (input: Input) => string, compute: (input: Input) => Result): (input: Input) => Result {
  const results = new Map<string, Result>();
  return (input) => {
    const id = key(input);
    const known = results.get(id);
    if (known !== undefined) return known;
    const result = compute(input);
    results.set(id, result);
    if (result instanceof Promise) result.catch(() => results.delete(id));
    return result;
  };
}
