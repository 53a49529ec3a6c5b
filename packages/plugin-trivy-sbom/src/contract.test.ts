import { writeFile } from 'node:fs/promises';
import { pluginContract } from '@multiarch-mirror/testing/plugin';
import { describe, it } from 'vitest';
import { bomText } from './cyclonedx/testdata/boms.fixture.ts';
import plugin from './plugin.ts';
import { fixtureText } from './spdx/testdata/documents.fixture.ts';

pluginContract(
  {
    plugin,
    location: import.meta.url,
    options: [
      {},
      { format: 'cyclonedx' },
      { timeout: '90s' },
      { javaDatabase: 'registry.acme.dev/java:1' },
      { javaDatabase: 'none' },
    ],
    refused: [{ format: 'syft' }, { timeout: 90 }, { timeout: '0s' }, { javaDatabase: '' }],
    equals: [
      [{}, { timeout: '90s' }],
      [{}, { javaDatabase: 'none' }],
    ],
    surroundings: () => ({
      run: {
        exec: async (_command, args) => {
          const output = args[args.indexOf('--output') + 1];
          if (args.includes('--output') && output !== undefined)
            await writeFile(
              output,
              args.includes('cyclonedx') ? bomText('amd64') : fixtureText('layout-amd64'),
            );
          return { stdout: '{"Version": "0.74.0"}', stderr: '' };
        },
      },
    }),
  },
  { describe, it },
);
