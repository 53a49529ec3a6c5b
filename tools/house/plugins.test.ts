import { describe, expect, it } from 'vitest';
import { committedFiles, exists, pluginNames, read, scope, sources } from './repository.ts';

const files = ['package.json', 'README.md', 'src/index.ts', 'tsconfig.json', 'tsconfig.build.json'];

describe.each(pluginNames)('%s', (folder) => {
  const path = `packages/${folder}`;
  const name = folder.slice('plugin-'.length);

  it('has the files that every plugin has', () => {
    expect(files.filter((file) => !exists(`${path}/${file}`))).toEqual([]);
    expect(sources(`${path}/src`).filter((file) => file.endsWith('.test.ts'))).not.toEqual([]);
  });

  it('is named by no other package, but in what is generated', () => {
    const elsewhere = committedFiles().filter(
      (file) =>
        /^packages\/.*\.(?:[cm]?[jt]s|json)$/.test(file) &&
        !file.startsWith(`${path}/`) &&
        !isGenerated(file),
    );
    expect(
      elsewhere.filter((file) => new RegExp(`@multiarch-mirror/${folder}['"]`).test(read(file))),
    ).toEqual([]);
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

/** By `npm run schema`. */
function isGenerated(file: string): boolean {
  return file.includes('.generated.');
}
