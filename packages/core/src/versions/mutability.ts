/**
 * Whether a literal tag is taken to stay what it is: one with three numeric parts or more (`3.20.3`, `v1.2.3-alpine`).
 * `3.20` and `bookworm-slim` move.
 */
export function isImmutableLiteral(tag: string): boolean {
  return /^v?\d+(?:\.\d+){2,}(?![0-9])/.test(tag);
}
