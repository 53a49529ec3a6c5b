// Installs the tools that tests, demo and bench use: node tools/install.ts [--list] [TOOL…]; without a name, all of them.
import { ensureTools } from './ensure.ts';
import type { ToolName } from './install/catalogue.ts';
import { catalogue, isToolName, toolNames } from './install/catalogue.ts';
import { locate } from './install/locate.ts';
import { say } from './install/say.ts';

const args = process.argv.slice(2);
const list = args.includes('--list');
const unknown = args.filter((arg) => arg !== '--list' && !isToolName(arg));
const named = args.filter(isToolName);
const names = named.length > 0 ? named : toolNames;

// `--list | head -1` has read enough; an installation goes on, unheard.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (list) process.exit();
});

if (unknown.length > 0) {
  say(`There is no ${unknown.join(', ')}. Give --list, or any of ${toolNames.join(', ')}.`);
  process.exitCode = 2;
} else if (list) {
  for (const name of names) print(name, (await locate(name))?.path ?? 'missing');
} else {
  try {
    const { paths, missing } = await ensureTools(names);
    for (const [name, path] of Object.entries(paths)) print(name as ToolName, path);
    if (missing.length > 0) process.exitCode = 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

function print(name: ToolName, place: string): void {
  process.stdout.write(`${name.padEnd(16)} ${catalogue[name].version.padEnd(8)} ${place}\n`);
}
