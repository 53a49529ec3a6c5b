/**
 * Lets `instanceof` know what another copy of this package has made: a plugin may bring its own. Classes derived from a branded
 * one keep the ordinary `instanceof`.
 */
export function branded(made: { readonly name: string; readonly prototype: object }): void {
  const brand = Symbol.for(`@multiarch-mirror/${made.name}`);
  Object.defineProperty(made.prototype, brand, { value: true });
  Object.defineProperty(made, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== made) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === 'object' && value !== null && brand in value;
    },
  });
}
