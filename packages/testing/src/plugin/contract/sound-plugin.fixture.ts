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
import { afterAll, beforeAll } from 'vitest';
import { pluginCases } from './plugin-contract.ts';
import type { PluginUnderTest } from './plugin-under-test.ts';

type Options = Record<string, unknown>;
export type Subject = PluginUnderTest<Options>;

/** Of what the sound plugin attaches. */
export const predicateType = 'https://acme.dev/licences/v1';
/** One that there is not: no plugin imports any. */
export const otherPlugin = '@multiarch-mirror/plugin-other';
/** A README that the contract takes. */
export const readme =
  '# licences\n\n## What it does\n\n## Options\n\n### deny\n\n## What it attaches\n\n## How to check it by hand\n';
/** Of the sound plugin's options. */
export const schema: { properties: { deny: object } } & Record<string, unknown> = {
  type: 'object',
  description: 'Says which licences are in the image.',
  properties: { deny: { type: 'string', description: 'A licence.', examples: ['AGPL-3.0'] } },
  additionalProperties: false,
};

/** A plugin that keeps the contract: it runs a tool, attaches one statement to the index and emits it. */
export function sound(
  hooks: (options: Options, run: RunContext) => PluginHooks = () => ({}),
): Plugin<Options> {
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

/** A mistake that a plugin's author makes, the case that has to find it, and a plugin that makes it. */
export type Mistake = [
  mistake: string,
  found: string,
  make: () => Promise<Partial<Subject>> | Partial<Subject>,
];

/** A package on disk. @returns what a test in it has as `import.meta.url` */
export async function packageOf(name: string, source: string, text: string = readme): Promise<string> {
  const folder = join(directory, `${name}-${Math.random().toString(36).slice(2)}`);
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name,
      dependencies: { '@multiarch-mirror/core': '0.1.0', [otherPlugin]: '0.1.0' },
    }),
  );
  await writeFile(join(folder, 'README.md'), text);
  await writeFile(join(folder, 'src/index.ts'), source);
  return pathToFileURL(join(folder, 'src/index.test.ts')).href;
}

/** The names of the cases that a plugin fails. */
export async function failures(subject: Partial<Subject>, among = ''): Promise<string[]> {
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
