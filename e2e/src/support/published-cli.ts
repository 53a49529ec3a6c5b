import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../tools/install/directory.ts';

/**
 * The command as it is published: built, packed, and unpacked below `directory`, where none of its sources and none of
 * this checkout's packages are. @returns the path of its `mirror.js`
 */
export async function publishedCli(directory: string): Promise<string> {
  const home = join(root, 'packages', 'cli');
  await execa(process.execPath, [join(home, 'build', 'bundle.ts')], { cwd: home });
  await mkdir(directory, { recursive: true });
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', directory], { cwd: home });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  await execa('tar', ['-xzf', packed.filename], { cwd: directory });
  return join(directory, 'package', 'bin', 'mirror.js');
}
