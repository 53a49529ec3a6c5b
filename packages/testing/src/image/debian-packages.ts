import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '@multiarch-mirror/oci';
import type { FileContent } from './tar.ts';

/** One installed package, as dpkg's database has it. */
export interface DebianPackage {
  name: string;
  /** Debian's name, or `all`. */
  architecture: string;
  /** Place of its priority in Debian's order: 0 is `required`. */
  rank: number;
  stanza: string;
}

/** debian-policy, section 2.5; whatever else there is comes last. */
const priorities = ['required', 'important', 'standard', 'optional'];

/** Larger copyright files are left out. */
const copyrightLimit = 64 * 1024;

/** Debian's names of architectures that are not the platform's own. */
const debianArchitectures: Record<string, string> = {
  '386': 'i386',
  arm: 'armhf',
  mipsle: 'mipsel',
  mips64le: 'mips64el',
  ppc64le: 'ppc64el',
};

export function debianArchitecture(platform: Platform): string {
  if (platform.architecture === 'arm' && platform.variant === 'v5') return 'armel';
  return debianArchitectures[platform.architecture] ?? platform.architecture;
}

/**
 * What is installed below `root`, what is required first and then in the order of names; empty on a machine without dpkg.
 * Both layouts are read: one `status` file, and distroless' `status.d` with a file for each package.
 */
export async function debianPackages(root: string): Promise<DebianPackage[]> {
  const database = join(root, 'var/lib/dpkg');
  const texts: string[] = [];
  if (existsSync(join(database, 'status'))) texts.push(await readFile(join(database, 'status'), 'utf8'));
  const parts = join(database, 'status.d');
  if (existsSync(parts)) {
    const names = (await readdir(parts)).filter((name) => !name.endsWith('.md5sums'));
    for (const name of names) texts.push(await readFile(join(parts, name), 'utf8'));
  }
  return texts
    .flatMap((text) => text.split(/\n\n+/))
    .flatMap((stanza) => {
      const name = /^Package: (.+)$/m.exec(stanza)?.[1];
      const architecture = /^Architecture: (.+)$/m.exec(stanza)?.[1];
      const installed = /^Status: (?!install ok installed$)/m.exec(stanza) === null;
      if (name === undefined || architecture === undefined || !installed) return [];
      const priority = priorities.indexOf(/^Priority: (.+)$/m.exec(stanza)?.[1] ?? '');
      const rank = priority === -1 ? priorities.length : priority;
      return [{ name, architecture, rank, stanza: stanza.trim() }];
    })
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

/** The files by which a scanner knows these packages: their stanzas, each in a file, and their copyrights. */
export async function debianFiles(
  root: string,
  packages: DebianPackage[],
): Promise<Record<string, FileContent>> {
  const files: Record<string, FileContent> = {};
  for (const { name, stanza } of packages) {
    files[`var/lib/dpkg/status.d/${name}`] = `${stanza}\n`;
    const copyright = `usr/share/doc/${name}/copyright`;
    const size = await sizeOf(join(root, copyright));
    if (size > 0 && size <= copyrightLimit) files[copyright] = { from: join(root, copyright) };
  }
  return files;
}

/** By these a scanner knows the distribution. */
export async function debianRelease(root: string): Promise<Record<string, FileContent>> {
  const files: Record<string, FileContent> = {};
  for (const path of ['etc/os-release', 'etc/debian_version']) {
    if ((await sizeOf(join(root, path))) > 0) files[path] = await readFile(join(root, path), 'utf8');
  }
  return files;
}

/** 0 where there is no such file. */
async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}
