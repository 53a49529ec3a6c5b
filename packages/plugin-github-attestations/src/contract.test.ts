import { predicateTypes } from '@multiarch-mirror/attest';
import { createGithubApi } from '@multiarch-mirror/testing';
import { plantedSecrets, pluginContract } from '@multiarch-mirror/testing/plugin';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type LoopbackApi, serveApi } from './loopback-api.fixture.ts';
import plugin from './plugin.ts';

let api: LoopbackApi;
beforeAll(async () => {
  api = await serveApi(createGithubApi(plantedSecrets.GITHUB_TOKEN ?? '').listener);
});
afterAll(() => api?.close());

pluginContract(
  {
    plugin,
    location: import.meta.url,
    options: [{}, { repository: 'acme/mirror' }, { subjects: 'index' }],
    refused: [{ repository: 'acme' }, { repository: 'a/b/c' }, { subjects: 'none' }, { token: 'x' }],
    changes: [
      [{}, { subjects: 'index' }],
      [{}, { repository: 'acme/mirror' }],
    ],
    equals: [[{}, { subjects: 'all' }]],
    surroundings: () => ({
      run: { environment: { GITHUB_API_URL: api.url, GITHUB_REPOSITORY: 'acme/app' } },
    }),
    before: (image) => {
      const request = { subject: image.root, predicateType: predicateTypes.sign };
      image.promise(request);
      image.standing.push({ ...request, predicate: {} });
    },
  },
  { describe, it },
);
