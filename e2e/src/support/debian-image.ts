import { createHash } from 'node:crypto';
import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTools } from '../../../tools/ensure.ts';
import { toolsFolder } from '../../../tools/install/directory.ts';
import { withLock } from '../../../tools/install/lock.ts';
import { run } from '../../../tools/install/run.ts';

/** The architectures that the image is made for, in the words of OCI, which are Debian's too. */
export type Architecture = 'amd64' | 'arm64';

const suite = 'bookworm';
const packages = ['base-files', 'libc6', 'bash', 'coreutils', 'openssl', 'ca-certificates'];
/** One more for each, so that what is true of one platform only can be told apart. */
const ownPackages: Record<Architecture, string> = { amd64: 'bzip2', arm64: 'liblz4-1' };

// Packages are unpacked and never configured, so that a foreign architecture needs no emulation. dpkg then knows of none of them;
// the hook writes one status file for each, the layout of distroless images, which scanners read.
const hook = [
  'mkdir -p "$1/var/lib/dpkg/status.d"',
  'for deb in "$1"/var/cache/apt/archives/*.deb; do' +
    ' dpkg-deb -f "$deb" > "$1/var/lib/dpkg/status.d/$(dpkg-deb -f "$deb" Package)"; done',
].join('; ');

/**
 * The root filesystem of a real Debian image, as an uncompressed tar: a layer.
 *
 * Made once from the mirrors of this machine's own apt and kept in the tools directory until the way it is made changes.
 *
 * @returns the absolute path of the tar.
 * @throws Error when mmdebstrap is missing or fails.
 */
export async function debianRootfs(architecture: Architecture): Promise<string> {
  const options = [
    '--variant=extract',
    `--include=${[...packages, ownPackages[architecture]].join(',')}`,
    `--architectures=${architecture}`,
    '--format=tar',
    `--extract-hook=${hook}`,
  ];
  const key = createHash('sha256')
    .update(JSON.stringify([suite, options]))
    .digest('hex')
    .slice(0, 16);
  const folder = await toolsFolder('cache', 'debian');
  const target = join(folder, `${suite}-${architecture}-${key}.tar`);
  if (await exists(target)) return target;
  return withLock(`debian-${architecture}`, async () => {
    if (await exists(target)) return target;
    const { paths } = await ensureTools(['mmdebstrap']);
    const temporary = await mkdtemp(join(folder, 'making-'));
    try {
      const made = join(temporary, 'rootfs.tar');
      await run(paths.mmdebstrap, [...options, suite, made, ...(await mirrors())], {
        // The same packages make the same bytes.
        env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
      });
      await rename(made, target);
      return target;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
}

/**
 * The lines of a sources.list for the suite, from what this machine's own apt is configured with: the same mirrors, whatever
 * release the machine itself has. None on a machine that is not Debian; mmdebstrap then takes its own default.
 */
async function mirrors(): Promise<string[]> {
  const output = await run('apt-get', ['update', '--print-uris']).catch(() => '');
  const lines = new Set<string>();
  for (const [, uri, release] of output.matchAll(/^'(\S+?)\/dists\/(\S+?)\/(?:In)?Release'/gm)) {
    if (!uri || !release || !/\/debian(-security)?$/.test(uri)) continue;
    lines.add(`deb ${uri} ${release.replace(/^[a-z]+/, suite)} main`);
  }
  return [...lines];
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
