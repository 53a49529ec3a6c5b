import { predicateTypes } from '@multiarch-mirror/attest';
import { pluginContract } from '@multiarch-mirror/testing/plugin';
import { describe, it } from 'vitest';
import plugin from './plugin.ts';

const who = {
  identity: '^https://github\\.com/acme/mirror/x@refs/heads/main$',
  issuer: 'https://issuer.acme.dev',
};

pluginContract(
  {
    plugin,
    location: import.meta.url,
    options: [who, {}, { ...who, anonymous: true }],
    refused: [
      { identity: who.identity },
      { issuer: who.issuer },
      { anonymous: 'yes' },
      { ...who, identity: '' },
    ],
    changes: [[who, { ...who, issuer: 'https://other.acme.dev' }]],
    before: (image) => {
      for (const subject of [image.root, ...image.platforms.map(({ descriptor }) => descriptor)]) {
        image.promise({ subject, predicateType: predicateTypes.sign });
        image.standing.push({ subject, predicateType: predicateTypes.sign, predicate: {} });
      }
    },
  },
  { describe, it },
);
