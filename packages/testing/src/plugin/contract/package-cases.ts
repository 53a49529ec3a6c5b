import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { packageFolder } from './package-folder.ts';
import type { PluginCase } from './plugin-under-test.ts';

/** What a plugin is written with. Other entries of core load what plans and runs, and may change. */
const entries = [
  '@multiarch-mirror/core/plugin',
  '@multiarch-mirror/attest',
  '@multiarch-mirror/attest/statements',
  '@multiarch-mirror/errors',
  '@multiarch-mirror/oci',
  '@multiarch-mirror/oci/names',
];

export const packageCases: PluginCase[] = [
  {
    name: 'imports no other plugin, nothing outside of its folder, and only what its package declares',
    run: async ({ location }) => {
      const folder = await packageFolder(location);
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
      const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
      const faults: string[] = [];
      for (const file of await sourcesOf(folder)) {
        for (const specifier of importsOf(await readFile(join(folder, file), 'utf8'))) {
          const fault = importFault(file, specifier, declared);
          if (fault !== undefined) faults.push(`${file}: ${specifier} ${fault}`);
        }
      }
      assert.deepEqual(faults, []);
    },
  },
  {
    name: 'has a README that says what it does and describes each option',
    run: async ({ location, plugin }) => {
      const readme = await readFile(join(await packageFolder(location), 'README.md'), 'utf8').catch(() => '');
      const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
      for (const heading of ['What it does', 'What it attaches', 'How to check it by hand'])
        assert.ok(headings.includes(heading), `a heading ## ${heading}`);
      for (const option of Object.keys(plugin.schema.properties ?? {}))
        assert.ok(headings.includes(option), `a heading ### ${option}`);
    },
  },
];

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The TypeScript and JavaScript files below `src`, or of the folder itself, without tests and what only tests use. */
async function sourcesOf(folder: string): Promise<string[]> {
  const inSource = await readdir(join(folder, 'src'), { recursive: true }).then(
    (names) => names.map((name) => join('src', name)),
    () => readdir(folder),
  );
  return inSource.filter(
    (name) => /\.[cm]?[jt]s$/.test(name) && !/\.(?:test|fixture|config|d)\.[cm]?[jt]s$/.test(name),
  );
}

function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g);
  return [...found].map(([, , specifier = '']) => specifier);
}

function importFault(file: string, specifier: string, declared: readonly string[]): string | undefined {
  if (specifier.startsWith('.')) {
    const leaves = relative('.', join(dirname(file), specifier)).startsWith('..');
    return leaves ? 'is outside of the package' : undefined;
  }
  if (isBuiltin(specifier)) return undefined;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (!declared.includes(name)) return 'is not among the dependencies';
  if (/(?:^|\/)(?:mirror-)?plugin-/.test(name)) return 'is another plugin';
  if (specifier.startsWith('@multiarch-mirror/') && !entries.includes(specifier)) return 'is not for plugins';
  return undefined;
}
