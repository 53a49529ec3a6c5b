import { readFile } from 'node:fs/promises';
import { type JsonSchema, validatePluginOptions } from '@multiarch-mirror/core/manifest';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse, stringify } from 'yaml';
import { getLanguageService, type LanguageService } from 'yaml-language-server';
import { corpusFiles, readCorpus } from './corpus/corpus.fixture.ts';
import { exampleManifests } from './example-manifests.fixture.ts';
import { exampleOptions } from './example-options.fixture.ts';
import { listOf } from './schema-fields.ts';

const root = new URL('../../../', import.meta.url);
const schema = JSON.parse(await readFile(new URL('schemas/mirror.schema.json', root), 'utf8')) as JsonSchema;

/** What editors ask for a YAML file: the engine of Red Hat's extension, with a validator of its own, and the committed schema. */
const editor: LanguageService = getLanguageService({
  schemaRequestService: async () => JSON.stringify(schema),
  workspaceContext: { resolveRelativePath: (path) => path },
});
editor.configure({
  validate: true,
  hover: true,
  completion: true,
  // It writes into what it is given.
  schemas: [{ uri: 'file:///mirror.schema.json', fileMatch: ['*.yaml'], schema: structuredClone(schema) }],
});

let opened = 0;
function open(text: string): TextDocument {
  opened += 1;
  return TextDocument.create('file:///mirror.config.yaml', 'yaml', opened, text);
}

async function complaints(text: string): Promise<string[]> {
  return (await editor.doValidation(open(text), false)).map(({ message }) => JSON.stringify(message));
}

/** What the editor offers at the `|` of a text. */
async function offered(text: string): Promise<string[]> {
  const document = open(text.replace('|', ''));
  const { items } = await editor.doComplete(document, document.positionAt(text.indexOf('|')), false);
  return items.map(({ label }) => label);
}

/** What the editor shows of the last key of this name. */
async function shown(text: string, key: string): Promise<string> {
  const document = open(text);
  const [last] = [...text.matchAll(new RegExp(`(?<![\\w-])${key}:`, 'g'))].reverse();
  const offset = last?.index ?? 0;
  const hover = await editor.doHover(document, document.positionAt(offset + 1));
  return JSON.stringify(hover?.contents ?? '');
}

/** As it stands in JSON. */
function inJson(text: unknown): string {
  return JSON.stringify(String(text)).slice(1, -1);
}

describe('an editor accepts', () => {
  it('the manifest of this deployment', async () => {
    expect(await complaints(await readFile(new URL('mirror.config.yaml', root), 'utf8'))).toEqual([]);
  });

  it.each(exampleManifests.map(({ field, example, manifest }) => [field.path, example, manifest] as const))(
    'the example of %s: %j',
    async (_path, _example, manifest) => {
      expect(await complaints(stringify(manifest))).toEqual([]);
    },
  );
});

describe('an editor refuses what the schema refuses, and nothing else', () => {
  const broken = corpusFiles.flatMap((file) => readCorpus(file).manifests);
  // What is no YAML has no structure.
  const readable = broken.filter(({ expected }) => !/MIRROR_CONFIG_(?:SYNTAX|DUPLICATE_KEY)/.test(expected));

  it.each(readable.map(({ name, bytes }) => [name, bytes.toString().replace(/\r\n?/g, '\n')] as const))(
    '%s',
    async (_, text) => {
      const options = parse(text, { merge: true, uniqueKeys: false }) as Record<string, unknown>;
      const ours = await validatePluginOptions(
        { use: 'all', options, position: { line: 1, column: 1 } },
        schema,
      );
      const theirs = await complaints(text);
      expect(theirs.length > 0, [...theirs, ...ours].join('\n')).toBe(ours.length > 0);
    },
  );
});

describe('an editor shows meaning and example', () => {
  it.each(exampleManifests.map(({ field, manifest }) => [field.path, field, manifest] as const))(
    'of %s',
    async (_path, { key, schema: field }, manifest) => {
      const text = await shown(stringify(manifest), key);
      // Of alternatives it shows the one that was chosen.
      const branches = listOf(field.anyOf) as JsonSchema[];
      const meanings = [field, ...branches].map(({ description }) => inJson(description));
      expect(meanings.filter((meaning) => text.includes(meaning))).not.toEqual([]);
      expect(text).toMatch(/Examples?:/);
    },
  );

  it.each(
    exampleOptions.map(
      ({ plugin, field, candidates }) => [plugin, field.path, field, candidates[0]] as const,
    ),
  )('of the option of %s, %s', async (use, _path, { key, schema: field }, options) => {
    const chain = [{ use, with: options }];
    const text = await shown(stringify({ version: 1, plugins: chain }), key);
    expect(text).toContain(inJson(field.description));
  });
});

describe('an editor offers', () => {
  const start = 'version: 1\ndestination: ghcr.io/acme/mirror\n';

  it.each<[name: string, text: string, labels: string[]]>([
    ['the keys of the top', `${start}|\n`, ['images', 'plugins', 'defaults', 'registries']],
    ['the keys of an image', `${start}images:\n  - source: a.dev/b\n    |\n`, ['tags', 'platforms', 'deny']],
    ['the keys of defaults', `${start}defaults:\n  |\n`, ['tags', 'platforms', 'minimumAge']],
    [
      'the fields of a window',
      `${start}images:\n  - tags:\n      |\n`,
      ['semver', 'regex', 'keep', 'latest'],
    ],
    ['values', `${start}images:\n  - missingPlatform: |\n`, ['fail', 'wait', 'warn', 'allow']],
    [
      'platforms',
      `${start}images:\n  - platforms:\n      - |\n`,
      ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    ],
    ['plugins', `${start}plugins:\n  - |\n`, ['trivy-sbom', 'cosign-sign', 'slsa-provenance', 'verify']],
    ['options of a plugin', `${start}plugins:\n  - use: cosign-sign\n    with:\n      |\n`, ['mode', 'key']],
    [
      'values of an option',
      `${start}plugins:\n  - use: cosign-sign\n    with:\n      mode: |\n`,
      ['keyless', 'key'],
    ],
    [
      'settings of a registry',
      `${start}registries:\n  docker.io:\n    |\n`,
      ['concurrency', 'insecure', 'auth', 'ca'],
    ],
  ])('%s', async (_, text, labels) => {
    expect(await offered(text)).toEqual(expect.arrayContaining(labels));
  });
});
