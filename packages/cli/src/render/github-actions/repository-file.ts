import { relative, resolve } from 'node:path';

/** A file by its path from the root of the job's checkout, as annotations and links name it; undefined for one that is no part of it. */
export function repositoryFile({ GITHUB_WORKSPACE }: NodeJS.ProcessEnv, file: string): string | undefined {
  const path = relative(GITHUB_WORKSPACE ?? '', resolve(file));
  return path === '' || /^(?:\.\.|[a-z]:|[\\/])/i.test(path) ? undefined : path.replaceAll('\\', '/');
}
