/**
 * A value that a process has once, however many copies of the package are loaded: a plugin brings its own of what the command
 * holds already. @param name tells it from others
 */
export function processWide<Value>(name: string, make: () => Value): Value {
  const key = Symbol.for(`@multiarch-mirror/${name}`);
  const all = globalThis as { [key: symbol]: unknown };
  all[key] ??= make();
  return all[key] as Value;
}
