import { pluginContract } from '@multiarch-mirror/testing/plugin';
import { describe, it } from 'vitest';
import plugin from './plugin.ts';

pluginContract(
  {
    plugin,
    location: import.meta.url,
    options: [
      {},
      { mode: 'keyless' },
      { mode: 'key', key: './key.pem' },
      { mode: 'cosign', key: 'awskms:///alias/a' },
    ],
    refused: [{ mode: 'key' }, { mode: 'keyless', key: './key.pem' }, { key: './key.pem' }, { mode: 'pgp' }],
    equals: [[{}, { mode: 'keyless' }]],
    changes: [
      [{}, { mode: 'key', key: './a.pem' }],
      [
        { mode: 'key', key: './a.pem' },
        { mode: 'key', key: './b.pem' },
      ],
    ],
  },
  { describe, it },
);
