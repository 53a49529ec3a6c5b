import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validatePluginOptions } from '@multiarch-mirror/core/manifest';
import { packageFolder } from './package-folder.ts';
import type { PluginCase, PluginUnderTest } from './plugin-under-test.ts';
import { inTrial } from './trial.ts';

type Schema = Record<string, unknown>;
type Subject = PluginUnderTest<Record<string, unknown>>;

/** Every fault that a run would find in these options. */
async function faults({ plugin }: Subject, options: unknown): Promise<string[]> {
  const use = { use: plugin.name, options, position: { line: 1, column: 1 } };
  const found = await validatePluginOptions(
    use as Parameters<typeof validatePluginOptions>[0],
    plugin.schema,
  );
  return found.map(({ code, message }) => `${code} ${message}`);
}

/** What the sources of a hook's name may be. */
const hookNames = ['fingerprint', 'check', 'admit', 'inspect', 'attest', 'verify', 'finish', 'supersedes'];

function propertiesOf(schema: Schema): [string, Schema][] {
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>);
}

export const definitionCases: PluginCase[] = [
  {
    name: 'is called as its package is',
    run: async ({ plugin, location }) => {
      assert.match(plugin.name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name is words with hyphens between them');
      const folder = await packageFolder(location);
      const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name: string };
      const last = name.split('/').at(-1) ?? '';
      assert.equal(
        last.replace(/^(?:mirror-)?plugin-/, ''),
        plugin.name,
        'the last part of the package name',
      );
    },
  },
  {
    name: 'has a strict schema of its options, with a meaning and an example for each',
    run: async (subject) => {
      const { schema } = subject.plugin;
      assert.equal(schema.type, 'object');
      assert.equal(schema.additionalProperties, false, 'a misspelt option must not go unseen');
      assert.equal(typeof schema.description, 'string', 'the schema says what the plugin does');
      assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema, 'the schema is plain JSON');
      for (const [name, property] of propertiesOf(schema)) {
        assert.equal(typeof property.description, 'string', `${name} has a description`);
        assert.ok(Array.isArray(property.examples) && property.examples.length > 0, `${name} has examples`);
        const alone: Subject = {
          ...subject,
          plugin: {
            ...subject.plugin,
            schema: { ...definitionsOf(schema), type: 'object', properties: { [name]: property } },
          },
        };
        for (const example of property.examples as unknown[])
          assert.deepEqual(await faults(alone, { [name]: example }), [], `an example of ${name}`);
        if (property.default !== undefined)
          assert.deepEqual(await faults(alone, { [name]: property.default }), [], `the default of ${name}`);
      }
    },
  },
  {
    name: 'takes the options that it should, and refuses unknown and wrong ones',
    run: async (subject) => {
      for (const options of subject.options) {
        assert.deepEqual(await faults(subject, options), [], JSON.stringify(options));
        const misspelt = { ...options, 'no-such-option': 1 };
        assert.notDeepEqual(await faults(subject, misspelt), [], 'a key that the schema does not know');
      }
      for (const options of subject.refused ?? [])
        assert.notDeepEqual(await faults(subject, options), [], JSON.stringify(options));
    },
  },
  {
    name: 'is created without doing anything, and has no hooks but those that a run calls',
    run: async (subject) => {
      for (const options of subject.options) {
        await inTrial(subject, { options }, async ({ hooks, tools, image }) => {
          assert.equal(tools.started, 0);
          assert.deepEqual(image.asked, []);
          assert.deepEqual(
            Object.keys(hooks).filter((name) => !hookNames.includes(name)),
            [],
          );
        });
      }
    },
  },
  {
    name: 'has a fingerprint that changes with the result, and with nothing else',
    run: async (subject) => {
      for (const options of subject.options) {
        const turned = Object.fromEntries(Object.entries(options).reverse());
        assert.equal(
          await fingerprint(subject, options),
          await fingerprint(subject, turned),
          'the order of options',
        );
      }
      for (const [one, other] of subject.equals ?? [])
        assert.equal(await fingerprint(subject, one), await fingerprint(subject, other));
      for (const [one, other] of subject.changes ?? [])
        assert.notEqual(await fingerprint(subject, one), await fingerprint(subject, other));
    },
  },
];

function definitionsOf({ $defs }: Schema): Schema {
  return $defs === undefined ? {} : { $defs };
}

/** As a run makes it: without a hook, all options count, in any order. */
async function fingerprint(subject: Subject, options: Record<string, unknown>): Promise<string> {
  let found = '';
  await inTrial(subject, { options }, async ({ hooks }) => {
    found =
      hooks.fingerprint?.() ?? JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
    assert.equal(hooks.fingerprint?.() ?? found, found, 'asked twice');
  });
  assert.equal(typeof found, 'string');
  return found;
}
