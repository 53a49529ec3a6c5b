import type { UnsetVariable } from './environment.ts';
import type { Issues } from './issues.ts';

/**
 * Says which variables of the environment are missing: a warning where nobody needs the value yet, an error where it is about to
 * be used.
 */
export function reportUnset(unset: readonly UnsetVariable[], used: boolean, issues: Issues): void {
  for (const { name, path } of unset) {
    const message = `the environment variable ${name} is not set`;
    const details = { hint: `Set ${name}, or write a default: \${${name}:-default}.` };
    if (used) issues.error('MIRROR_CONFIG_ENVIRONMENT', path, message, details);
    else issues.warning('MIRROR_CONFIG_ENVIRONMENT', path, message, details);
  }
}
