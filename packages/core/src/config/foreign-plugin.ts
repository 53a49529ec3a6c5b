import { isAbsolute } from 'node:path';

/** Whether a `use:` names a file or a package, and not one of ours. */
export function isForeign(use: string): boolean {
  return /^[.@]|\//.test(use) || isAbsolute(use);
}
