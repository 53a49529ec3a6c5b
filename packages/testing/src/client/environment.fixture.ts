/** Sets variables of this process (`undefined`: takes one away), and gives back what puts them back. */
export function setEnvironment(variables: Record<string, string | undefined>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const apply = (entries: readonly (readonly [string, string | undefined])[]): void => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  apply(Object.entries(variables));
  return () => apply(before);
}

/** Of those that lead requests elsewhere, none: whatever the machine that runs the tests has. */
export const noProxy: Record<string, undefined> = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'].map((name) => [
    name,
    undefined,
  ]),
);
