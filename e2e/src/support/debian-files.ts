import type { Architecture } from './debian-image.ts';

/** One package as a Debian image has it. */
export interface InstalledPackage {
  name: string;
  version: string;
  /** Default: the image's own. */
  architecture?: 'all';
  /** Names of those that it needs. */
  depends?: readonly string[];
}

/** The files by which a scanner knows a Debian of this version and what is installed there, in the layout of distroless images. */
export function debianFiles(
  release: string,
  architecture: Architecture,
  packages: readonly InstalledPackage[],
): Record<string, string> {
  const files: Record<string, string> = {
    'etc/os-release': `ID=debian\nVERSION_ID="${release.split('.')[0]}"\n`,
    'etc/debian_version': `${release}\n`,
  };
  for (const { name, version, architecture: own = architecture, depends = [] } of packages) {
    const needs = depends.length === 0 ? '' : `Depends: ${depends.join(', ')}\n`;
    files[`var/lib/dpkg/status.d/${name}`] =
      `Package: ${name}\nVersion: ${version}\nArchitecture: ${own}\nMaintainer: nobody\n${needs}Description: ${name}\n`;
    files[`usr/share/doc/${name}/copyright`] =
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n';
  }
  return files;
}

/** The files by which a scanner knows a package of npm that is installed in `directory`. */
export function npmFiles(directory: string, name: string, version: string): Record<string, string> {
  const manifest = { name, version, license: 'MIT' };
  return { [`${directory}/node_modules/${name}/package.json`]: JSON.stringify(manifest) };
}
