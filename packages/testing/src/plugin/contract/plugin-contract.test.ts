import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  definePlugin,
  type Plugin,
  type PluginHooks,
  type RunContext,
  Sbom,
} from '@multiarch-mirror/core/plugin';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginCases, pluginContract } from './plugin-contract.ts';
import type { PluginUnderTest } from './plugin-under-test.ts';

type Options = Record<string, unknown>;
type Subject = PluginUnderTest<Options>;

const predicateType = 'https://acme.dev/licences/v1';
const readme =
  '# licences\n\n## What it does\n\n## Options\n\n### deny\n\n## What it attaches\n\n## How to check it by hand\n';
const schema = {
  type: 'object',
  description: 'Says which licences are in the image.',
  properties: { deny: { type: 'string', description: 'A licence.', examples: ['AGPL-3.0'] } },
  additionalProperties: false,
};

/** A plugin that keeps the contract: it runs a tool, attaches one statement to the index and emits it. */
function sound(hooks: (options: Options, run: RunContext) => PluginHooks = () => ({})): Plugin<Options> {
  return definePlugin<Options>({
    name: 'licences',
    schema,
    produces: [Sbom],
    create: (options, run) => ({
      check: async () => void (await run.exec('lister', ['--version'])),
      inspect: async (image) => {
        const state = await image.inspect([{ subject: image.root, predicateType }]);
        if (state === 'complete') image.emit(Sbom, { subject: image.root, predicateType, document: {} });
        return state;
      },
      attest: async (image) => {
        const { stdout } = await image.exec('lister', [image.root.digest]);
        await image.attach({ subject: image.root, predicateType, predicate: { licences: stdout } });
        image.emit(Sbom, { subject: image.root, predicateType, document: {} });
      },
      ...hooks(options, run),
    }),
  });
}

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-contract-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** A package on disk. */
async function packageOf(name: string, source: string, text = readme): Promise<string> {
  const folder = join(directory, `${name}-${Math.random().toString(36).slice(2)}`);
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name,
      dependencies: { '@multiarch-mirror/core': '0.1.0', '@multiarch-mirror/plugin-verify': '0.1.0' },
    }),
  );
  await writeFile(join(folder, 'README.md'), text);
  await writeFile(join(folder, 'src/index.ts'), source);
  return pathToFileURL(join(folder, 'src/index.test.ts')).href;
}

/** The names of the cases that a plugin fails. */
async function failures(subject: Partial<Subject>, among = ''): Promise<string[]> {
  const whole: Subject = {
    plugin: sound(),
    location: await packageOf(
      '@acme/mirror-plugin-licences',
      "import { Sbom } from '@multiarch-mirror/core/plugin';\n",
    ),
    options: [{}, { deny: 'MIT' }],
    refused: [{ deny: 1 }],
    changes: [[{}, { deny: 'MIT' }]],
    surroundings: () => ({ run: { exec: async () => ({ stdout: 'MIT', stderr: '' }) } }),
    ...subject,
  };
  const failed: string[] = [];
  for (const one of pluginCases.filter(({ name }) => name.includes(among)))
    await one.run(whole).catch(() => failed.push(one.name));
  return failed;
}

/** Mistakes that a plugin's author makes, and the cases of which at least one has to find each. */
const mistakes: [mistake: string, found: string, make: () => Promise<Partial<Subject>> | Partial<Subject>][] =
  [
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
    [
      'an import of another plugin',
      'imports no other plugin',
      async () => ({
        location: await packageOf(
          '@acme/mirror-plugin-licences',
          "import verify from '@multiarch-mirror/plugin-verify';\n",
        ),
      }),
    ],
    [
      'an import of what its package does not declare',
      'imports no other plugin',
      async () => ({
        location: await packageOf('@acme/mirror-plugin-licences', "import undici from 'undici';\n"),
      }),
    ],
    [
      'an import from outside of its folder',
      'imports no other plugin',
      async () => ({
        location: await packageOf(
          '@acme/mirror-plugin-licences',
          "import { x } from '../../other/src/x.ts';\n",
        ),
      }),
    ],
    [
      'an option that the README does not know',
      'has a README',
      async () => ({
        location: await packageOf('@acme/mirror-plugin-licences', '', readme.replace('### deny', '')),
      }),
    ],
  ];

describe('the plugin contract', () => {
  it('is kept by a sound plugin', async () => {
    expect(await failures({})).toEqual([]);
  });

  it.each(mistakes)('finds %s', async (_mistake, found, make) => {
    expect(await failures(await make(), found)).toContainEqual(expect.stringContaining(found));
  });

  it('declares one test for each case', () => {
    const declared: string[] = [];
    const subject = { plugin: sound(), location: import.meta.url, options: [{}] } as const;
    const runner = {
      describe: (_name: string, body: () => void) => body(),
      it: (name: string) => declared.push(name),
    };
    pluginContract(subject, runner);
    expect(declared).toEqual(pluginCases.map(({ name }) => name));
  });
});
