import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exec, ImageContext, ImagePlatform, RunContext } from '@multiarch-mirror/core/plugin';
import { MirrorError } from '@multiarch-mirror/errors';
import { invalidSbom } from './invalid-sbom.ts';

/** The first version whose `image` command knows --skip-version-check and --disable-telemetry. */
export const minimumVersion = '0.63.0';

export interface TrivyOptions {
  /** Milliseconds. */
  timeout: number;
  /** An OCI reference; Trivy's own when it is left out. */
  javaDatabase?: string;
}

/**
 * The version of the Trivy on PATH.
 * @throws MirrorError MIRROR_TRIVY_VERSION when it is too old or says nothing that can be read; what `exec` throws
 */
export async function trivyVersion(run: Pick<RunContext, 'exec' | 'log'>): Promise<string> {
  const { stdout } = await run.exec('trivy', ['--version', '--format', 'json'], { timeout: 30_000 });
  const version = readVersion(stdout);
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (parts === undefined) {
    run.log.warn(`Trivy calls its version ${JSON.stringify(version)}; ${minimumVersion} or later is needed`);
  } else if (isOlder(parts, minimumVersion.split('.').map(Number))) {
    throw wrongVersion(`Trivy ${version} is too old`);
  }
  return version;
}

/**
 * What Trivy writes about an OCI layout that holds one platform, without network access unless there are JAR files in it.
 * @throws MirrorError MIRROR_SBOM_INVALID, or what `exec` throws
 */
export async function scan(
  image: ImageContext,
  platform: ImagePlatform,
  options: TrivyOptions & { format: string },
): Promise<string> {
  const output = join(
    image.temporaryDirectory,
    `sbom-${platform.descriptor.digest.slice('sha256:'.length)}.json`,
  );
  const layout = await image.content.layout(platform);
  await runTrivy(image.exec, layout, output, image.temporaryDirectory, options);
  return readFile(output, 'utf8').catch((error: unknown) => {
    throw invalidSbom('Trivy wrote none', error);
  });
}

function runTrivy(
  exec: Exec,
  layout: string,
  output: string,
  directory: string,
  options: TrivyOptions & { format: string },
) {
  const args = ['image', '--input', layout, '--format', options.format, '--output', output];
  // Parallel runs would wait for one another's lock on the cache's file.
  args.push('--cache-backend', 'memory');
  args.push('--quiet', '--no-progress', '--skip-version-check', '--disable-telemetry', '--offline-scan');
  // Trivy has a time limit of its own, five minutes; ours decides.
  args.push('--timeout', `${Math.ceil(options.timeout / 1000)}s`);
  if (options.javaDatabase !== undefined) args.push('--java-db-repository', options.javaDatabase);
  // Its own directory: no trivy.yaml of the manifest's changes the result, and what it unpacks goes with the image.
  return exec('trivy', args, { timeout: options.timeout, cwd: directory, env: { TMPDIR: directory } });
}

function readVersion(stdout: string): string {
  try {
    const { Version } = JSON.parse(stdout) as { Version?: unknown };
    if (typeof Version === 'string' && Version !== '') return Version;
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
