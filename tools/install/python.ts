import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, toolsFolder } from './directory.ts';
import { pythonWithPip } from './pip.ts';
import { run } from './run.ts';
import { say } from './say.ts';
import type { PythonProgram } from './tool.ts';

/**
 * Installs a program of Python from the wheels that `tools/python/NAME/requirements.txt` pins by their hashes, with a starter at `target`.
 * They get a folder of their own, for this Python alone; no virtual environment, which not every Python can make.
 *
 * @returns nothing when it is installed, else why it could not be.
 */
export async function installWithPip(
  name: string,
  program: PythonProgram,
  target: string,
): Promise<string | undefined> {
  const found = await pythonWithPip();
  if ('failure' in found) return found.failure;
  const { python } = found;
  const folder = await mkdtemp(join(await toolsFolder('python'), `${name}-`));
  const requirements = join(root, 'tools', 'python', name, 'requirements.txt');
  try {
    say(`${name}: pip install --requirement ${requirements}`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    const pinned = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirements];
    await run(python, [...pip, ...pinned, '--target', folder]);
    const starter = `${target}.${process.pid}`;
    // On PATH there may be a script that looks for the real one; a script cannot be started by a script everywhere.
    const interpreter = (await run(python, ['-c', 'import sys; print(sys.executable)'])).trim();
    await writeFile(starter, starterOf(interpreter, folder, program));
    await chmod(starter, 0o755);
    await rename(starter, target);
    return undefined;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return `pip failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function starterOf(python: string, folder: string, { distribution, entry }: PythonProgram): string {
  const [module, object] = entry;
  return `#!${python}
import sys
from importlib.metadata import version
sys.path.insert(0, ${JSON.stringify(folder)})
if sys.argv[1:] == ['--version']:
    print(version(${JSON.stringify(distribution)}))
else:
    from ${module} import ${object}
    ${object}()
`;
}
