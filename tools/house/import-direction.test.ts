import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists, imports, packageNames, pluginNames, read, scope, sources } from './repository.ts';

const layers = ['errors', 'oci', 'attest', 'core'];
const development = ['testing'];

/** Whom the sources of a package may import. */
function allowed(name: string): readonly string[] {
  if (name === 'testing') return [...layers, ...pluginNames];
  if (name === 'cli') return [...layers, ...pluginNames];
  if (name.startsWith('plugin-')) return layers;
  return layers.slice(0, layers.indexOf(name));
}

/** The part after the scope: `@multiarch-mirror/oci/sub` → `oci`. */
function ours(specifier: string): string | undefined {
  return specifier.startsWith(scope) ? specifier.slice(scope.length).split('/')[0] : undefined;
}

/** Tests, and what only tests share; neither is built. */
function isTest(path: string): boolean {
  return /\.(?:test|fixture)\.ts$/.test(path);
}

/** The names of our packages that a file imports from the outside, and its relative imports that leave the package. */
function foreign(name: string, path: string): string[] {
  return imports(read(path)).flatMap((specifier) => {
    const target = ours(specifier);
    if (target !== undefined) return target === name ? [] : [target];
    const leaves =
      specifier.startsWith('.') && !join(dirname(path), specifier).startsWith(`packages/${name}/`);
    return leaves ? [specifier] : [];
  });
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const folders = packageNames.filter((name) => exists(`packages/${name}/package.json`));

it('knows the layer of every package', () => {
  const known = [...layers, ...pluginNames, 'cli', ...development];
  expect([...folders].sort()).toEqual([...known].sort());
});

describe.each(folders)('%s', (name) => {
  const manifest = JSON.parse(read(`packages/${name}/package.json`)) as Manifest;
  const files = sources(`packages/${name}/src`);

  it('depends only on the layers below it', () => {
    const dependencies = Object.keys(manifest.dependencies ?? {}).map(ours);
    expect(dependencies.filter((other) => other !== undefined && !allowed(name).includes(other))).toEqual([]);
    const forDevelopment = Object.keys(manifest.devDependencies ?? {}).map(ours);
    const admitted = [...allowed(name), ...development];
    expect(forDevelopment.filter((other) => other !== undefined && !admitted.includes(other))).toEqual([]);
  });

  it('imports only the layers below it, and the testing package only in tests', () => {
    const wrong = files.flatMap((path) => {
      const admitted = isTest(path) ? [...allowed(name), ...development] : allowed(name);
      return foreign(name, path)
        .filter((target) => !admitted.includes(target))
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('uses fixtures in tests alone', () => {
    const built = files.filter((path) => !isTest(path));
    expect(built.filter((path) => imports(read(path)).some(isTest))).toEqual([]);
  });
});
