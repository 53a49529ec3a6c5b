import { describe, expect, it } from 'vitest';
import { failures, type Mistake, predicateType, sound } from './sound-plugin.fixture.ts';

const mistakes: Mistake[] = [
  [
    'an interruption that is not heard',
    'does not outlast an interruption',
    () => ({
      plugin: sound(() => ({
        check: async () => {},
        attest: async (image) => {
          image.exec('lister', []).catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, 3_000));
        },
      })),
    }),
  ],
  [
    'a tool that failed and is forgotten',
    'passes on what a tool failed of',
    () => ({
      plugin: sound(() => ({
        attest: async (image) => {
          await image.exec('lister', []).catch(() => {});
          await image.attach({ subject: image.root, predicateType, predicate: {} });
        },
      })),
    }),
  ],
  [
    'a token in a log message',
    'shows no secret',
    () => ({
      plugin: sound((_options, run) => ({
        admit: async (image) => image.log.debug(`token ${run.environment.GITHUB_TOKEN}`),
      })),
    }),
  ],
  [
    'a token in what it attaches',
    'shows no secret',
    () => ({
      plugin: sound((_options, run) => ({
        attest: (image) =>
          image.attach({ subject: image.root, predicateType, predicate: { ...run.environment } }),
      })),
    }),
  ],
];

describe('the plugin contract', () => {
  it.each(mistakes)('finds %s', async (_mistake, found, make) => {
    expect(await failures(await make(), found)).toContainEqual(expect.stringContaining(found));
  });
});
