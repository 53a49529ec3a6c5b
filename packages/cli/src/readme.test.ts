import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { runMirror } from './program.fixture.ts';

let readme: string;
let overview: string;

beforeAll(async () => {
  readme = await readFile(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  overview = await readFile(fileURLToPath(new URL('../../../README.md', import.meta.url)), 'utf8');
});

const commands = [...(await helpOf()).matchAll(/^ {2}([a-z]+) /gm)].flatMap(([, name = '']) =>
  name === 'help' ? [] : [name],
);

async function helpOf(...names: string[]): Promise<string> {
  const { stdout } = await runMirror([...names, '--help'], tmpdir());
  const list = names.length === 0 ? 'Commands' : 'Options';
  return stdout.match(new RegExp(`^${list}:\\n(?: {2}.*\\n)+`, 'm'))?.[0] ?? '';
}

describe('the tables of commands', () => {
  it.each([...commands, 'init plugin'])('have %s, with each of its options', async (name) => {
    const command = `\`mirror ${name}`;
    expect(overview).toContain(command);
    expect(readme).toContain(`| ${command}`);
    const options = [...(await helpOf(...name.split(' '))).matchAll(/--[a-z-]+/g)].map(([option]) => option);
    const rows = readme.split('\n').filter((row) => row.startsWith('|'));
    for (const option of new Set(options.filter((option) => option !== '--help'))) {
      const row = rows.find((text) => text.includes(`\`${option}`) && text.includes(`\`${name}\``));
      expect(row, `${option} of ${name}`).toBeDefined();
    }
  });
});
