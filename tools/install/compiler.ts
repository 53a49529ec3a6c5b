import { installDebian } from './debian.ts';
import { onPath } from './locate.ts';

/** Makes sure of a C compiler, which most machines have; Debian's gets its package. Otherwise the reason why there is none. */
export async function installCompiler(): Promise<string | undefined> {
  if ((await onPath('gcc')) !== undefined) return undefined;
  // gcc alone comes without the headers of the C library.
  return installDebian('gcc', 'build-essential');
}
