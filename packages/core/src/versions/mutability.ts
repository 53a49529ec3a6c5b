/**
 * Whether a literal tag is taken to stay what it is: one with three numeric parts or more (`3.20.3`, `v1.2.3-alpine`,
 * `release-10.4.1`). `3.20` and `bookworm-slim` move, and so does `17-alpine3.20.1`, whose own version has one part.
 */
export function isImmutableLiteral(tag: string): boolean {
  return /^(?:[A-Za-z]+[-_])?v?\d+(?:\.\d+){2,}(?![0-9])/.test(tag);
}
