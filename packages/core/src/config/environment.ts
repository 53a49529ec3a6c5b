// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a manifest names variables
import type { Issues } from './issues.ts';
import type { ManifestPath } from './manifest-document.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that the manifest names and the environment lacks. */
export interface UnsetVariable {
  name: string;
  path: ManifestPath;
}

export interface Expansion {
  text: string;
  /** Something came from the environment. */
  expanded: boolean;
  unset: UnsetVariable[];
  /** Something in it names no variable, which is said already. */
  faulty: boolean;
}

const reference = /\$\$\{|\$\{([^{}]*)\}|\$\{/g;
const variable = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>.*))?$/s;

/**
 * Expands `${NAME}` and `${NAME:-default}`; `$${` stands for `${`. An empty variable counts as unset, as in a shell's `:-`:
 * that is what CI systems make of a missing secret. In place of an unset one stands its name, so that the rest can be checked.
 */
export function expand(
  text: string,
  path: ManifestPath,
  environment: Environment,
  issues: Issues,
): Expansion {
  const unset: UnsetVariable[] = [];
  let expanded = false;
  let faulty = false;
  const result = text.replace(reference, (match, inner: string | undefined) => {
    if (match === '$${') return '${';
    const groups = variable.exec(inner ?? '')?.groups;
    if (groups?.name === undefined) {
      faulty = true;
      issues.error('MIRROR_CONFIG_VALUE', path, `${match} names no variable of the environment`, {
        hint: 'Write ${NAME} or ${NAME:-default}; $${ stands for a plain ${.',
      });
      return match;
    }
    const value = environment[groups.name];
    if (value !== undefined && value !== '') {
      expanded = true;
      return value;
    }
    if (groups.fallback !== undefined) return groups.fallback;
    unset.push({ name: groups.name, path });
    return groups.name.toLowerCase().replaceAll('_', '-');
  });
  return { text: result, expanded, unset, faulty };
}
