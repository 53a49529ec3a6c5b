import type { RunContext } from '@multiarch-mirror/core/plugin';
import { MirrorError } from '@multiarch-mirror/errors';

/** The first one whose `sign-blob` writes a bundle that holds nothing but the signature. */
const minimumMajor = 3;

/**
 * The version of the cosign on PATH.
 * @throws MirrorError MIRROR_COSIGN_VERSION when it is too old or says nothing that can be read; what `exec` throws
 */
export async function cosignVersion(run: Pick<RunContext, 'exec' | 'log'>): Promise<string> {
  const { stdout } = await run.exec('cosign', ['version', '--json'], { timeout: 30_000 });
  const version = readVersion(stdout);
  const major = /^v?(\d+)\./.exec(version)?.[1];
  if (major === undefined) {
    run.log.warn(`cosign calls its version ${JSON.stringify(version)}; ${minimumMajor}.0 or later is needed`);
  } else if (Number(major) < minimumMajor) {
    throw wrongVersion(`cosign ${version} is too old`);
  }
  return version.replace(/^v(?=\d)/, '');
}

function readVersion(stdout: string): string {
  try {
    const { gitVersion } = JSON.parse(stdout) as { gitVersion?: unknown };
    if (typeof gitVersion === 'string' && gitVersion !== '') return gitVersion;
  } catch (error) {
    throw wrongVersion('the cosign on PATH does not say its version as JSON', error);
  }
  throw wrongVersion('the cosign on PATH does not say its version');
}

function wrongVersion(message: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_COSIGN_VERSION', message, {
    hint: `Install cosign ${minimumMajor}.0 or later, or sign with \`mode: key\`, which needs none.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
