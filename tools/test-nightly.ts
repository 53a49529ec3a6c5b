// npm run test:nightly: the tests that by day take a sample take everything here. Arguments go to vitest.
import './check-node.mjs';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './install/directory.ts';
import { say } from './install/say.ts';

/** Those that read `MIRROR_NIGHTLY`: all pairs of repositories over both transports, and many more moments at which a run is killed. */
const files = ['e2e/src/client/pairs.test.ts', 'e2e/src/client/killed-anywhere.test.ts'];

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
