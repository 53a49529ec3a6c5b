// npm run test:nightly: the tests that by day take a sample, or leave out what takes minutes, take everything here. Arguments go
// to vitest.
import './check-node.mjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './install/directory.ts';
import { say } from './install/say.ts';

/** Those that read the variable: no list that somebody has to keep. */
const files = execFileSync(
  'git',
  ['grep', '--untracked', '-l', 'process.env.MIRROR_NIGHTLY', '--', '*.test.ts'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(Boolean);
say(`> ${files.join(', ')}`);

const { error, status } = spawnSync(
  'vitest',
  [
    'run',
    '--reporter=default',
    `--reporter=${join(root, 'tools', 'counting-reporter.ts')}`,
    ...files,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    env: {
      ...process.env,
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      MIRROR_NIGHTLY: 'true',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);
if (error) say(`vitest: ${error.message}`);
process.exitCode = status ?? 1;
