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
  it.each([...commands, 'init plugin'])('have %s, with each of its options', async (command) => {
    expect(overview).toContain(`\`mirror ${command}`);
    expect(readme).toContain(`| \`mirror ${command}`);
    const options = new Set(
      [...(await helpOf(...command.split(' '))).matchAll(/--[a-z-]+/g)].map(([name]) => name),
    );
    options.delete('--help');
    const rows = readme.split('\n').filter((row) => row.startsWith('|'));
    for (const option of options) {
      const row = rows.find((text) => text.includes(`\`${option}`) && text.includes(`\`${command}\``));
      expect(row, `${option} of ${command}`).toBeDefined();
    }
  });
});
