import { readFile } from 'node:fs/promises';
import { flowYaml } from '@multiarch-mirror/core/manifest';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from './generated-files.ts';
import { runMirror } from './program.fixture.ts';

const files = await generatedFiles();

describe('npm run schema', () => {
  it.each([...files.keys()])('has been run: %s is what it would write', async (path) => {
    const committed = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
    expect(committed).toBe(files.get(path));
  });
});

it('is what mirror schema prints', async () => {
  const { stdout } = await runMirror(['schema'], import.meta.dirname);
  expect(stdout).toBe(files.get('schemas/mirror.schema.json'));
});

describe('flowYaml', () => {
  it.each([
    ['a word', 'keyless', 'keyless'],
    ['a path', './key.pem', './key.pem'],
    ['a host with a port', 'localhost:5000', 'localhost:5000'],
    ['a key as text', 'a: b', '"a: b"'],
    ['a package', '@acme/plugin', '"@acme/plugin"'],
    ['a number as text', '3.10', '"3.10"'],
    ['a truth as text', 'yes', '"yes"'],
    ['a range', '>=10', '">=10"'],
    ['a regular expression', '^\\d+$', "'^\\d+$'"],
    ['a quote in a regular expression', "\\d'", "'\\d'''"],
    ['a list of maps', [{ use: 'x', with: { a: 1 } }, true], '[{use: x, with: {a: 1}}, true]'],
  ])('%s', (_, value, written) => {
    expect(flowYaml(value)).toBe(written);
  });
});
