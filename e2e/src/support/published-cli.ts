import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../tools/install/directory.ts';
import { pack } from './packed-packages.ts';
import { checkoutEnvironment, outputOf } from './program.ts';

/**
 * The command as it is published: built, packed, and unpacked below `directory`, where none of its sources and none of
 * this checkout's packages are. @returns the path of its `mirror.js`
 */
export async function publishedCli(directory: string): Promise<string> {
  const home = join(root, 'packages', 'cli');
  const env = checkoutEnvironment();
  await outputOf(process.execPath, [join(home, 'build', 'bundle.ts')], { cwd: home, env });
  await mkdir(directory, { recursive: true });
  await outputOf('tar', ['-xzf', await pack(home, directory)], { cwd: directory, env });
  return join(directory, 'package', 'bin', 'mirror.js');
}
