import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { root } from '../../tools/install/directory.ts';
import { runProgram } from './support/program.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['zsh', 'fish']);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace();
  const images = ['postgres', 'team/app'].map((name) => `  - {name: ${name}, source: a/b, tags: [x]}\n`);
  await workspace.write(
    'mirror.config.yaml',
    `version: 1\ndestination: registry.invalid/mirror\nimages:\n${images.join('')}`,
  );
  await workspace.write('other.yaml', '');
  const program = join(workspace.directory, 'bin', 'mirror');
  const cli = join(root, 'packages/cli/bin/mirror.js');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
  await chmod(program, 0o755);
});
afterAll(() => workspace?.remove());

const cases: [typed: string, completed: string][] = [
  ['mirror ru', 'run'],
  ['mirror run te', 'team/app'],
  ['mirror run --fail', '--fail-fast'],
  ['mirror plan --log-level=d', '--log-level=debug'],
  ['mirror --config oth', 'other.yaml'],
  ['mirror plan --config=oth', '--config=other.yaml'],
];

it('completes in fish', async () => {
  const asked = cases.map(([typed]) => `complete -C '${typed}'\necho`).join('\n');
  const script = `source (mirror completion fish | psub)\n${asked}`;
  const { env, directory: cwd } = workspace;
  const ended = await runProgram(tools.paths.fish, ['--private', '-c', script], { env, cwd });
  const blocks = ended.stdout.split('\n\n').map((block) => block.trim().split('\t')[0]);
  expect(blocks, ended.stderr).toEqual(cases.map(([, completed]) => completed));
});

/** Types each line and a tab into a terminal of its own, and waits for what it becomes. */
const zshScript = String.raw`
  zmodload zsh/zpty
  zpty z zsh -f -i
  until_said() {
    local out all; local -i tries=0
    while (( tries++ < 200 )); do
      if zpty -r -t z out; then all+=$out; else sleep 0.05; fi
      [[ $all == *"$1"* ]] && return 0
    done
    print -r -- "no $1 in $all"; return 1
  }
  zpty -w z 'PS1=; autoload -U compinit; compinit -u -d $HOME/dump; source <(mirror completion zsh); print rea''dy'
  until_said ready || exit 1
  while (( $# )); do
    zpty -w -n z "$1"$'\t'
    until_said "$2" || exit 1
    zpty -w -n z $'\x15'
    shift 2
  done`;

it('completes in zsh', async () => {
  const { env, directory: cwd } = workspace;
  const argv = ['-f', '-c', zshScript, 'zsh', ...cases.flat()];
  const ended = await runProgram(tools.paths.zsh, argv, { env: { ...env, TERM: 'dumb' }, cwd });
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
});
