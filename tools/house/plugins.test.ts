import { describe, expect, it } from 'vitest';
import { exists, pluginNames, read, scope, sources } from './repository.ts';

const files = ['package.json', 'README.md', 'src/index.ts', 'tsconfig.json', 'tsconfig.build.json'];

describe.each(pluginNames)('%s', (folder) => {
  const path = `packages/${folder}`;
  const name = folder.slice('plugin-'.length);

  it('has the files that every plugin has', () => {
    expect(files.filter((file) => !exists(`${path}/${file}`))).toEqual([]);
    expect(sources(`${path}/src`).filter((file) => file.endsWith('.test.ts'))).not.toEqual([]);
  });

  it('keeps the contract for plugins', () => {
    const tests = sources(`${path}/src`).filter((file) => file.endsWith('.test.ts'));
    expect(tests.some((file) => read(file).includes('pluginContract('))).toBe(true);
  });

  it('is called the same in its folder, its package and its definition', () => {
    expect(JSON.parse(read(`${path}/package.json`))).toMatchObject({ name: `${scope}${folder}` });
    const definitions = sources(`${path}/src`)
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => [...read(file).matchAll(/\bdefinePlugin\b[^(]*\(\{\s*name:\s*'([^']+)'/g)])
      .map(([, defined]) => defined);
    expect(definitions).toEqual([name]);
  });
});
