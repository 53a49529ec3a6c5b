// npm test: types, lint and build, then every test in one vitest run. Arguments go to vitest; --no-e2e leaves the scenarios out.
import './check-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureTools, inContinuousIntegration } from './ensure.ts';
import { toolNames } from './install/catalogue.ts';
import { root } from './install/directory.ts';
import { say } from './install/say.ts';

const args = process.argv.slice(2);
const passedOn = args.filter((arg) => arg !== '--no-e2e');
// A filter names what it wants; the scenarios install what they need by themselves, only with less to see.
const endToEnd =
  !args.includes('--no-e2e') && (passedOn.length === 0 || passedOn.some((arg) => arg.includes('e2e')));

const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  ...(inContinuousIntegration() ? { CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined } : {}),
};

/** Peers that are measured against and nothing else. */
const benchOnly: ReadonlySet<string> = new Set(['regctl', 'regsync']);

const configuration = [
  'package.json',
  'nx.json',
  'biome.json',
  'vitest.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.build.json',
];

type Command = readonly [string, ...string[]];

/** What is checked before the tests. A failure is told at once and again at the end, and does not keep the tests from running. */
const checks: Record<string, Command> = {
  packages: ['nx', 'run-many', '-t', 'typecheck', 'lint', 'build', '--outputStyle=static'],
  'types of tools': ['tsc', '--noEmit', '-p', 'tools/tsconfig.json'],
  'lint of tools': ['oxlint', '--type-aware', '--deny-warnings', 'tools'],
  'format and lint of tools and configuration': [
    'biome',
    'check',
    '--error-on-warnings',
    'tools',
    ...configuration,
  ],
  ...(existsSync(join(root, 'knip.json'))
    ? { 'unused files, exports and dependencies': ['knip'] as const }
    : {}),
};

function run([command, ...rest]: Command, more: NodeJS.ProcessEnv = {}): boolean {
  const { error, status } = spawnSync(command, rest, {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) say(`${command}: ${error.message}`);
  return status === 0;
}

const failed: string[] = [];
for (const [title, command] of Object.entries(checks)) {
  say(`> ${title}`);
  // nx sets FORCE_COLOR for what it runs, and Node warns of that beside NO_COLOR.
  const plain =
    inContinuousIntegration() && command[0] === 'nx' ? { FORCE_COLOR: '0', NO_COLOR: undefined } : {};
  if (!run(command, plain)) failed.push(title);
}

if (endToEnd) {
  say('> tools of the end-to-end tests');
  try {
    await ensureTools(toolNames.filter((name) => !benchOnly.has(name)));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    failed.push('tools of the end-to-end tests');
  }
}

const vitest = ['vitest', 'run', '--reporter=default', '--reporter=./tools/counting-reporter.ts'] as const;
const scope = args.includes('--no-e2e') ? ['--project=!e2e'] : [];
const passed = run([...vitest, ...scope, ...passedOn], { MIRROR_FAILED_CHECKS: failed.join('\n') });
process.exitCode = passed && failed.length === 0 ? 0 : 1;
