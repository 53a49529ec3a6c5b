import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageContext, ImagePlatform, RunContext } from '@multiarch-mirror/core/plugin';
import { MirrorError } from '@multiarch-mirror/errors';
import { invalidSbom } from './invalid-sbom.ts';
import { type JavaDatabase, javaDatabaseError, trivyPlaces } from './java-database.ts';

/** The first version whose `image` command knows --skip-version-check and --disable-telemetry. */
export const minimumVersion = '0.63.0';

/** How a scan is done. */
export interface ScanOptions {
  /** As Trivy calls it. */
  format: string;
  /** Milliseconds. */
  timeout: number;
  java: JavaDatabase;
}

/** The Trivy on PATH, as it says of itself. */
export interface InstalledTrivy {
  version: string;
  /** When the Java database in its cache is to be fetched anew (ISO 8601), where there is one. */
  javaDatabaseUntil: string | undefined;
}

/**
 * Asks the Trivy on PATH what it is.
 * @throws MirrorError MIRROR_TRIVY_VERSION when it is too old or says nothing that can be read; what `exec` throws
 */
export async function installedTrivy(run: Pick<RunContext, 'exec' | 'log'>): Promise<InstalledTrivy> {
  const options = { timeout: 30_000, allow: trivyPlaces };
  const { stdout } = await run.exec('trivy', ['--version', '--format', 'json'], options);
  const installed = read(stdout);
  const { version } = installed;
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (parts === undefined) {
    run.log.warn(`Trivy calls its version ${JSON.stringify(version)}; ${minimumVersion} or later is needed`);
  } else if (isOlder(parts, minimumVersion.split('.').map(Number))) {
    throw wrongVersion(`Trivy ${version} is too old`);
  }
  return installed;
}

/**
 * What Trivy writes about an OCI layout that holds one platform, without network access unless there are JAR files in it.
 * @throws MirrorError MIRROR_SBOM_INVALID, MIRROR_JAVA_DATABASE, or what `exec` throws
 */
export async function scan(
  image: ImageContext,
  platform: ImagePlatform,
  { format, timeout, java }: ScanOptions,
): Promise<string> {
  const directory = image.temporaryDirectory;
  const output = join(directory, `sbom-${platform.descriptor.digest.slice('sha256:'.length)}.json`);
  const layout = await image.content.layout(platform);
  const args = ['image', '--input', layout, '--format', format, '--output', output];
  // Parallel runs would wait for one another's lock on the cache's file.
  args.push('--cache-backend', 'memory');
  args.push('--quiet', '--no-progress', '--skip-version-check', '--disable-telemetry', '--offline-scan');
  // Trivy has a time limit of its own, five minutes; ours decides.
  args.push('--timeout', `${Math.ceil(timeout / 1000)}s`, ...(await java.scanArguments(image)));
  // Its own directory: no trivy.yaml of the manifest's changes the result, and what it unpacks goes with the image.
  const run = () =>
    image.exec('trivy', args, { timeout, cwd: directory, env: { TMPDIR: directory }, allow: trivyPlaces });
  try {
    await run();
  } catch (thrown) {
    if (!java.isWantedBy(thrown)) throw thrown;
    await java.fetch(image);
    await run().catch((again: unknown) => {
      throw java.isWantedBy(again) ? javaDatabaseError(again) : again;
    });
  }
  return readFile(output, 'utf8').catch((error: unknown) => {
    throw invalidSbom('Trivy wrote none', error);
  });
}

function read(stdout: string): InstalledTrivy {
  try {
    const said = JSON.parse(stdout) as { Version?: unknown; JavaDB?: { NextUpdate?: unknown } | null };
    const until = said.JavaDB?.NextUpdate;
    if (typeof said.Version === 'string' && said.Version !== '')
      return { version: said.Version, javaDatabaseUntil: typeof until === 'string' ? until : undefined };
  } catch (error) {
    throw wrongVersion('the trivy on PATH does not say its version as JSON', error);
  }
  throw wrongVersion('the trivy on PATH does not say its version');
}

function isOlder(version: readonly number[], minimum: readonly number[]): boolean {
  const index = minimum.findIndex((part, at) => part !== version[at]);
  return index >= 0 && (version[index] ?? 0) < (minimum[index] ?? 0);
}

function wrongVersion(message: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_TRIVY_VERSION', message, {
    hint: `Install Trivy ${minimumVersion} or later.`,
    cause,
  });
}
