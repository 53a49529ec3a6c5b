import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { linkPrograms, outputOf } from './program.ts';

/** What a cosign needs to know of a Sigstore. */
export interface TrustSource {
  /** Of its TUF repository, with a slash at its end. */
  tufUrl: string;
  rootPath: string;
}

/**
 * The environment of somebody who has installed this cosign and told it once whom to trust: a home of its own, and the program
 * on PATH as `cosign`. Afterwards it needs no flag about the Sigstore instance.
 */
export async function cosignUser(
  program: string,
  { tufUrl, rootPath }: TrustSource,
  directory: string,
  others: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const home = join(directory, 'home');
  await mkdir(home, { recursive: true });
  const programs = await linkPrograms(join(directory, 'bin'), { ...others, cosign: program });
  const env = {
    PATH: `${programs}:${process.env.PATH ?? ''}`,
    HOME: home,
    TUF_ROOT: join(directory, 'tuf'),
    DOCKER_CONFIG: home,
    LANG: 'C.UTF-8',
    ...more,
  };
  await outputOf(program, ['initialize', '--mirror', tufUrl, '--root', rootPath], { env });
  return env;
}
