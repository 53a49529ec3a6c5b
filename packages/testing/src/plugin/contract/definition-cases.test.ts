import type { PluginHooks } from '@multiarch-mirror/core/plugin';
import { describe, expect, it } from 'vitest';
import { failures, type Mistake, schema, sound } from './sound-plugin.fixture.ts';

const mistakes: Mistake[] = [
  [
    'another name than its package',
    'is called as its package is',
    () => ({ plugin: { ...sound(), name: 'other' } }),
  ],
  [
    'options that are not strict',
    'has a strict schema',
    () => ({ plugin: { ...sound(), schema: { ...schema, additionalProperties: true } } }),
  ],
  [
    'an option without an example',
    'has a strict schema',
    () => ({
      plugin: {
        ...sound(),
        schema: { ...schema, properties: { deny: { type: 'string', description: 'A licence.' } } },
      },
    }),
  ],
  [
    'an example that its schema refuses',
    'has a strict schema',
    () => ({
      plugin: {
        ...sound(),
        schema: { ...schema, properties: { deny: { ...schema.properties.deny, examples: [7] } } },
      },
    }),
  ],
  [
    'a schema that takes anything',
    'takes the options',
    () => ({
      plugin: {
        ...sound(),
        schema: {
          ...schema,
          properties: { deny: { ...schema.properties.deny, type: ['string', 'number'] } },
        },
      },
    }),
  ],
  [
    'work in create',
    'is created without doing anything',
    () => ({
      plugin: sound((_options, run) => {
        run.exec('lister', []).catch(() => {});
        return {};
      }),
    }),
  ],
  [
    'a hook that no run calls',
    'is created without doing anything',
    () => ({ plugin: sound(() => ({ attach: async () => {} }) as PluginHooks) }),
  ],
  [
    'a fingerprint that forgets an option',
    'has a fingerprint',
    () => ({ plugin: sound(() => ({ fingerprint: () => 'licences' })) }),
  ],
  [
    'a fingerprint that is never the same',
    'has a fingerprint',
    () => ({ plugin: sound(() => ({ fingerprint: () => String(Math.random()) })) }),
  ],
];

describe('the plugin contract', () => {
  it.each(mistakes)('finds %s', async (_mistake, found, make) => {
    expect(await failures(await make(), found)).toContainEqual(expect.stringContaining(found));
  });
});
