import { onPath } from './locate.ts';
import { withLock } from './lock.ts';
import { run } from './run.ts';
import { say } from './say.ts';

let updated = false;

/**
 * Installs a Debian package, where apt is there and this is root.
 *
 * @returns nothing when apt has installed it, else why not, with the command that would.
 */
export async function installDebian(name: string, packageName: string): Promise<string | undefined> {
  if ((await onPath('apt-get')) === undefined) return `install ${name} with the machine's package manager`;
  const command = `apt-get install -y --no-install-recommends ${packageName}`;
  if (process.getuid?.() !== 0) return `run: sudo ${command}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  try {
    return await withLock('apt', async () => {
      say(`${name}: ${command}`);
      if (!updated) await run('apt-get', [...apt, 'update'], { env });
      updated = true;
      await run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', packageName], { env });
      return undefined;
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
