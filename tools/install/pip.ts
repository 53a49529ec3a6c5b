import { installDebian } from './debian.ts';
import { onPath } from './locate.ts';
import { run } from './run.ts';

/** A Python that has pip: Debian's comes without it, and gets its package. Otherwise the reason why there is none. */
export async function pythonWithPip(): Promise<{ python: string } | { failure: string }> {
  const python = await onPath('python3');
  if (python === undefined) return { failure: 'python3 is not on PATH' };
  if (await hasPip(python)) return { python };
  const failure = await installDebian('pip', 'python3-pip');
  if (failure !== undefined) return { failure };
  return (await hasPip(python)) ? { python } : { failure: 'python3 has no pip' };
}

function hasPip(python: string): Promise<boolean> {
  return run(python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );
}
