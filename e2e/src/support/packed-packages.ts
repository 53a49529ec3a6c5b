import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../tools/install/directory.ts';
import { checkoutEnvironment, outputOf } from './program.ts';

/** What a plugin and its tests are written with. */
const names = ['errors', 'oci', 'attest', 'core', 'testing'];

/**
 * A `node_modules` in `directory` with these packages as they are published: built, packed and unpacked. What they depend on is linked
 * from this checkout, where it is installed already.
 */
export async function installPacked(directory: string): Promise<void> {
  await outputOf('tsc', ['-b', 'packages/testing/tsconfig.build.json'], {
    cwd: root,
    env: checkoutEnvironment(),
  });
  const modules = join(directory, 'node_modules');
  const scope = join(modules, '@multiarch-mirror');
  await mkdir(scope, { recursive: true });
  for (const name of names) await unpack(join(root, 'packages', name), join(scope, name));
  const installed = await readdir(join(root, 'node_modules'));
  for (const name of installed.filter((one) => one !== '@multiarch-mirror'))
    await symlink(join(root, 'node_modules', name), join(modules, name));
}

/** Puts a package where it is installed, as a registry would give it: none of its sources, links or dependencies come along. */
export async function unpack(home: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const packed = await pack(home, folder);
  await outputOf('tar', ['-xzf', packed, '--strip-components=1'], {
    cwd: folder,
    env: checkoutEnvironment(),
  });
  await rm(join(folder, packed));
}

/** Packs a package as it is published into `folder`. @returns the name of the archive */
export async function pack(home: string, folder: string): Promise<string> {
  const args = ['pack', '--json', '--pack-destination', folder];
  const stdout = await outputOf('npm', args, { cwd: home, env: checkoutEnvironment() });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  return packed.filename;
}
