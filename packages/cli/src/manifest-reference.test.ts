import { readFile } from 'node:fs/promises';
import { buildManifestSchema, flowYaml, validateManifest } from '@multiarch-mirror/core/manifest';
import { describe, expect, it } from 'vitest';
import { exampleManifests, manifestFields } from './example-manifests.fixture.ts';
import { exampleOptions, optionFields } from './example-options.fixture.ts';
import { pluginValidators } from './plugin-validators.ts';
import { fieldsOf, listOf } from './schema-fields.ts';
import { wholeManifest } from './whole-manifest.ts';

/** Every field that the manifest has to have, as maintainers know them. A new one is added here, and then to the schema. */
const promised = `
  version destination defaults plugins plugins[].use plugins[].with images attestations attestations.format attestations.origin
  images[].name images[].source images[].sources images[].tagsFrom images[].tags images[].platforms images[].missingPlatform
  images[].transport images[].upstreamReferrers images[].destination images[].plugins images[].minimumAge images[].deny
  images[].tags.semver images[].tags.regex images[].tags.exclude images[].tags.keep images[].tags.latest
  images[].tags.latest.downgrade images[].tags.prereleases images[].tags.aliases images[].tags.mutable
  images[].deny[].tag images[].deny[].digest images[].deny[].reason
  sigstore sigstore.fulcio sigstore.rekor sigstore.rekorVersion sigstore.timestamp sigstore.issuer sigstore.tuf
  sigstore.tuf.mirror sigstore.tuf.root sigstore.timeout sigstore.trustedRoot
  registries registries.*.concurrency registries.*.insecure registries.*.auth registries.*.auth.username
  registries.*.auth.password registries.*.ca registries.*.timeout`
  .trim()
  .split(/\s+/);

const whole = await buildManifestSchema();
const fields = manifestFields;
const reference = await readFile(new URL('../../../docs/manifest.md', import.meta.url), 'utf8');

it('documents what was promised, and nothing else', () => {
  expect(fields.map(({ path }) => path).sort()).toEqual([...promised].sort());
});

describe('the manifest with everything', () => {
  it('is valid, and stands in docs/manifest.md', () => {
    const environment = { ACME_USER: 'acme', ACME_TOKEN: 'a token' };
    const { errors = [], warnings } = validateManifest(wholeManifest, {
      file: 'm.yaml',
      environment,
      plugins: pluginValidators,
    });
    expect([...errors, ...warnings].map((error) => error.describe())).toEqual([]);
    expect(reference).toContain(wholeManifest);
  });

  it('has every field', () => {
    const keys = new Set(fields.map(({ key }) => key));
    expect([...keys].filter((key) => !new RegExp(`\\b${key}:`).test(wholeManifest))).toEqual([]);
  });
});

it('lets defaults set what an image may set, except its name and its source', () => {
  const own = ['name', 'source', 'sources', 'tagsFrom'];
  const shared = fieldsOf(whole).filter(
    ({ path }) => /^images\[\]\.\w+$/.test(path) && !own.includes(path.slice(9)),
  );
  const defaults = fieldsOf(whole).filter(({ path }) => /^defaults\.\w+$/.test(path));
  expect(defaults.map(({ key }) => key)).toEqual(shared.map(({ key }) => key));
});

/** What stands below a heading: of the manifest's fields in the whole page, of a plugin's options below the plugin's. */
function below(plugin: string | undefined): string {
  if (plugin === undefined) return reference;
  const [, section = ''] = reference.split(`\n## Plugin \`${plugin}\`\n`);
  return section.split(/^## /m)[0] ?? '';
}

const everyField = [...fields.map((field) => ({ plugin: undefined, field })), ...optionFields];

describe.each(
  everyField.map(
    ({ plugin, field }) => [[plugin, field.path].filter(Boolean).join(' '), plugin, field] as const,
  ),
)('%s', (_, plugin, field) => {
  const { path, key, schema } = field;
  const [, section = ''] = below(plugin).split(
    new RegExp(`^#+ \`${path.replace(/[.*[\]]/g, '\\$&')}\`$`, 'm'),
  );
  const [body = ''] = section.split(/^#/m);

  it('has a heading, its description and its examples in docs/manifest.md', () => {
    expect(body).toContain(schema.description);
    expect(listOf(schema.examples).length).toBeGreaterThan(0);
    for (const example of listOf(schema.examples))
      expect(body).toContain(`\n${flowYaml(key)}: ${flowYaml(example)}\n`);
  });

  it('says what each of its values means, where they are words of ours', () => {
    const words = listOf(schema.enum).filter((value) => typeof value === 'string');
    if (!fields.includes(field) || words.length === 0) return;
    for (const word of words) expect(body).toMatch(new RegExp(`^- \`${word}\`: .+\\.$`, 'm'));
  });
});

describe('an example', () => {
  it.each(exampleManifests.map(({ field, example, manifest }) => [field.path, example, manifest] as const))(
    'of %s is valid in a manifest: %j',
    (_path, _example, manifest) => {
      const { errors = [] } = validateManifest(JSON.stringify(manifest), {
        file: 'm.yaml',
        environment: {},
        unset: 'warning',
        plugins: pluginValidators,
      });
      expect(errors.map(({ code }) => code)).toEqual([]);
    },
  );

  it.each(
    exampleOptions.map(
      ({ plugin, field, example, candidates }) => [plugin, field.path, example, candidates] as const,
    ),
  )('of the option of %s, %s, is valid: %j', (name, _path, _example, candidates) => {
    const validate = pluginValidators.find((plugin) => plugin.name === name)?.validate;
    expect(candidates.some((options) => validate?.(options))).toBe(true);
  });
});
