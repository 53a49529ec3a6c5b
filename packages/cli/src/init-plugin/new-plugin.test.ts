import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { newPlugin } from './new-plugin.ts';
import { parsePluginName } from './plugin-name.ts';

describe('the name of a plugin', () => {
  it.each([
    ['licences', 'licences', undefined],
    ['grype-sbom', 'grype-sbom', undefined],
    ['mirror-plugin-licences', 'licences', undefined],
    ['@acme/licences', 'licences', 'acme'],
    ['@acme/mirror-plugin-licences', 'licences', 'acme'],
  ])('%s', (text, name, scope) => {
    expect(parsePluginName(text)).toEqual({ name, scope });
  });

  it.each(['', 'Licences', 'a b', '../up', 'a--b', '-a', '@/a', '@acme/', 'a/b/c'])('%j is none', (text) => {
    expect(() => parsePluginName(text)).toThrow(Refusal);
  });
});

it('brings the vitest that mirror itself is tested with', async () => {
  const root = JSON.parse(await readFile(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const { files } = newPlugin({ name: 'a', scope: 'acme' }, { directory: '/', checkout: undefined });
  const manifest = files.find(({ path }) => path.endsWith('package.json'))?.text ?? '';
  expect(JSON.parse(manifest)).toMatchObject({ devDependencies: { vitest: root.devDependencies.vitest } });
});
