import { formatRepository, type Repository } from '@multiarch-mirror/oci';
import {
  type BuiltManifest,
  blobOf,
  buildImage,
  buildIndex,
  type Layer,
  pushImage,
} from '@multiarch-mirror/testing';
import { debianFiles, type InstalledPackage, npmFiles } from './debian-files.ts';
import type { Architecture } from './debian-image.ts';

/** Packages of each platform in `large`: what the log would refuse, were it attached as Trivy writes it. */
export const largeCount = 1_500;

const shared: readonly InstalledPackage[] = [
  { name: 'ca-certificates', version: '20230311', architecture: 'all', depends: ['openssl'] },
  { name: 'libc6', version: '2.36-9+deb12u10' },
  { name: 'openssl', version: '3.0.15-1~deb12u1', depends: ['libc6'] },
];
const own: Record<Architecture, InstalledPackage> = {
  amd64: { name: 'bzip2', version: '1.0.8-5+b1', depends: ['libc6'] },
  arm64: { name: 'liblz4-1', version: '1.9.4-1', depends: ['libc6'] },
};
const lodash: Record<Architecture, string> = { amd64: '4.17.20', arm64: '4.17.21' };
const architectures = ['amd64', 'arm64'] as const;

/** What a scanner may meet, each by its name; all with the tag 1.0.0. */
export async function scannedImages(): Promise<Record<string, BuiltManifest>> {
  const linux = (architecture: string, files: Record<string, string>) =>
    buildImage({ platform: { os: 'linux', architecture }, files });
  const windows = (version: string) =>
    buildImage({
      layers: [elsewhere],
      platform: { os: 'windows', architecture: 'amd64', 'os.version': version },
      files: { 'Files/version.txt': `${version}\r\n` },
    });
  const app = (architecture: Architecture, release = '12.11') =>
    linux(architecture, {
      ...debianFiles(release, architecture, [...shared, own[architecture]]),
      ...npmFiles('app', 'lodash', lodash[architecture]),
      ...npmFiles('app', 'accepts', '1.3.8'),
      ...npmFiles('tools', 'accepts', '1.3.8'),
    });
  return {
    // As BuildKit publishes it, with `unknown/unknown` children.
    app: buildIndex(await Promise.all(architectures.map((one) => app(one))), { attestations: true }),
    releases: buildIndex([await app('amd64', '12.11'), await app('arm64', '12.9')]),
    single: await app('amd64'),
    empty: buildIndex(await Promise.all(architectures.map((one) => linux(one, { hello: `${one}\n` })))),
    windows: buildIndex([
      await app('amd64'),
      await windows('10.0.17763.6893'),
      await windows('10.0.20348.2700'),
    ]),
    large: buildIndex(
      await Promise.all(
        architectures.map((architecture) => linux(architecture, debianFiles('12.11', architecture, many()))),
      ),
    ),
  };
}

/** As the base layer of an older Windows image: no registry has it. */
const elsewhere: Layer = {
  descriptor: {
    ...blobOf('application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', 'Windows').descriptor,
    urls: ['https://example.com/windows.tar.gz'],
  },
  diffId: blobOf('', 'Windows').descriptor.digest,
  open: () => Promise.reject(new Error('a layer that lives elsewhere is not read')),
};

function many(): InstalledPackage[] {
  const name = (number: number) => `a-debian-package-${number % largeCount}`;
  return Array.from({ length: largeCount }, (_, number) => ({
    name: name(number),
    version: `${number}.2.3-4+deb12u5`,
    depends: [1, 2, 3].map((step) => name(number + step)),
  }));
}

/** Publishes each in a repository of its own. */
export async function publishImages(
  images: Readonly<Record<string, BuiltManifest>>,
  repositoryOf: (name: string) => Repository,
): Promise<void> {
  for (const [name, image] of Object.entries(images)) await pushImage(repositoryOf(name), image, '1.0.0');
}

/** `HOST/REPOSITORY@DIGEST`. */
export function referenceTo({ name }: Repository, digest: string): string {
  return `${formatRepository(name)}@${digest}`;
}
