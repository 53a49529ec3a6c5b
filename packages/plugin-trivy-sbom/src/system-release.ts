/** How many parts of its version tell a distribution's releases apart, as Trivy's detectors do; the whole version where none is given. */
const releaseParts: Record<string, number> = {
  alma: 1,
  alpine: 2,
  azurelinux: 2,
  'cbl-mariner': 2,
  centos: 1,
  chainguard: 0,
  debian: 1,
  oracle: 1,
  redhat: 1,
  rocky: 1,
  wolfi: 0,
};

/** The release of an operating system, without its patch level: what is known of the flaws of `debian 12.10` holds for 12.11. */
export function systemRelease(name: string, version: string): string {
  const parts = releaseParts[name];
  return `${name} ${parts === undefined ? version : version.split('.').slice(0, parts).join('.')}`;
}

/** Compares versions of one release, by numbers: 3.20.10 comes after 3.20.9. */
export function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
