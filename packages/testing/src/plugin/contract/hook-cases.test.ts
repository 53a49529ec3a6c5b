import { describe, expect, it } from 'vitest';
import { failures, type Mistake, predicateType, sound } from './sound-plugin.fixture.ts';

const mistakes: Mistake[] = [
  [
    'a check that looks away',
    'says with a hint what is missing',
    () => ({
      plugin: sound((_options, run) => ({
        check: async () => void (await run.exec('lister', []).catch(() => {})),
      })),
    }),
  ],
  [
    'an inspect that attaches',
    'inspects without changing anything',
    () => ({
      plugin: sound(() => ({
        inspect: async (image) => {
          await image.attach({ subject: image.root, predicateType, predicate: {} });
          return 'complete';
        },
      })),
    }),
  ],
  [
    'an inspect that always says complete',
    'attaches to this image',
    () => ({
      plugin: sound(() => ({
        inspect: async (image) => {
          await image.inspect([{ subject: image.root, predicateType }]);
          return 'complete';
        },
      })),
    }),
  ],
  [
    'a statement that inspect did not ask for',
    'attaches to this image',
    () => ({ plugin: sound(() => ({ inspect: async () => 'missing' })) }),
  ],
  [
    'a statement about another digest',
    'attaches to this image',
    () => ({
      plugin: sound(() => ({
        attest: (image) =>
          image.attach({
            subject: { ...image.root, digest: `sha256:${'0'.repeat(64)}` },
            predicateType,
            predicate: {},
          }),
      })),
    }),
  ],
  [
    'a predicate with a date in it',
    'attaches to this image',
    () => ({
      plugin: sound(() => ({
        attest: (image) =>
          image.attach({ subject: image.root, predicateType, predicate: { when: new Date() } }),
      })),
    }),
  ],
  [
    'a type that it takes the place of itself',
    'asks for nothing that it takes the place of',
    () => ({ plugin: sound(() => ({ supersedes: [predicateType] })) }),
  ],
  [
    'a new type each time',
    'attaches nothing where everything stands',
    () => ({
      plugin: sound(() => ({
        attest: (image) =>
          image.attach({
            subject: image.root,
            predicateType: `${predicateType}?${Math.random()}`,
            predicate: {},
          }),
      })),
    }),
  ],
  [
    'what it produces is emitted only when it is made',
    'emits the kinds',
    () => ({
      plugin: sound(() => ({
        inspect: (image) => image.inspect([{ subject: image.root, predicateType }]),
      })),
    }),
  ],
  [
    'a verify that attaches',
    'verifies without changing anything',
    () => ({
      plugin: sound(() => ({
        verify: (image) => image.attach({ subject: image.root, predicateType, predicate: {} }),
      })),
    }),
  ],
];

describe('the plugin contract', () => {
  it.each(mistakes)('finds %s', async (_mistake, found, make) => {
    expect(await failures(await make(), found)).toContainEqual(expect.stringContaining(found));
  });
});
