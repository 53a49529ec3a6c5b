import { readFile } from 'node:fs/promises';
import { buildManifestSchema, flowYaml, validateManifest } from '@multiarch-mirror/core/manifest';
import { describe, expect, it } from 'vitest';
import { loadPluginSchemas } from './plugin-schemas.ts';
import { pluginValidators } from './plugin-validators.ts';
import { fieldsOf, listOf, mapOf, type SchemaField } from './schema-fields.ts';

/** Every field that the manifest has to have, as maintainers know them. A new one is added here, and then to the schema. */
const promised = `
  version destination defaults plugins plugins[].use plugins[].with images attestations attestations.format
  images[].name images[].source images[].sources images[].tagsFrom images[].tags images[].platforms images[].missingPlatform
  images[].transport images[].upstreamReferrers images[].destination images[].plugins images[].minimumAge images[].deny
  images[].tags.semver images[].tags.regex images[].tags.exclude images[].tags.keep images[].tags.latest
  images[].tags.latest.downgrade images[].tags.prereleases images[].tags.aliases images[].tags.mutable
  images[].deny[].tag images[].deny[].digest images[].deny[].reason
  sigstore sigstore.fulcio sigstore.rekor sigstore.rekorVersion sigstore.timestamp sigstore.issuer sigstore.tuf
  sigstore.tuf.mirror sigstore.tuf.root sigstore.trustedRoot
  registries registries.*.concurrency registries.*.insecure registries.*.auth registries.*.auth.username
  registries.*.auth.password registries.*.ca`
  .trim()
  .split(/\s+/);

const manifest = await buildManifestSchema();
const fields = fieldsOf(manifest, (path) => path === 'defaults' || path === 'images[].plugins');
const plugins = await loadPluginSchemas();
const options = plugins.flatMap(({ schema }) => fieldsOf(schema));
const reference = await readFile(new URL('../../../docs/manifest.md', import.meta.url), 'utf8');

it('documents what was promised, and nothing else', () => {
  expect(fields.map(({ path }) => path).sort()).toEqual([...promised].sort());
});

it('lets defaults set what an image may set, except its name and its source', () => {
  const own = ['name', 'source', 'sources', 'tagsFrom'];
  const shared = fieldsOf(manifest).filter(({ path }) => /^images\[\]\.\w+$/.test(path) && !own.includes(path.slice(9)));
  const defaults = fieldsOf(manifest).filter(({ path }) => /^defaults\.\w+$/.test(path));
  expect(defaults.map(({ key }) => key)).toEqual(shared.map(({ key }) => key));
});

describe.each([...fields, ...options].map((field) => [field.path, field] as const))('%s', (_, field) => {
  const { path, key, schema } = field;
  const [, section = ''] = reference.split(new RegExp(`^#+ \`${path.replace(/[.*[\]]/g, '\\$&')}\`$`, 'm'));
  const [body = ''] = section.split(/^#/m);

  it('has a heading, its description and its examples in docs/manifest.md', () => {
    expect(body).toContain(schema.description);
    expect(listOf(schema.examples).length).toBeGreaterThan(0);
    for (const example of listOf(schema.examples)) expect(body).toContain(`\n${flowYaml(key)}: ${flowYaml(example)}\n`);
  });

  it('says what each of its values means, where they are words of ours', () => {
    const words = listOf(schema.enum).filter((value) => typeof value === 'string');
    if (!fields.includes(field) || words.length === 0) return;
    for (const word of words) expect(body).toMatch(new RegExp(`^- \`${String(word)}\`: .+\\.$`, 'm'));
  });
});

describe('an example', () => {
  /** What is refused although it is written as it will be. */
  const unbuilt = ['sigstore.timestamp'];

  it.each(
    fields.flatMap((field) => listOf(field.schema.examples).map((example) => [field.path, example, field] as const)),
  )('of %s is valid in a manifest: %j', (path, example, field) => {
    const whole = { version: 1, destination: 'ghcr.io/acme/mirror', images: [image], ...place(field, example) };
    const { errors = [] } = validateManifest(JSON.stringify(whole), {
      file: 'm.yaml',
      environment: {},
      unset: 'warning',
      plugins: pluginValidators,
    });
    const codes = unbuilt.includes(path) ? ['MIRROR_CONFIG_UNSUPPORTED'] : [];
    expect(errors.map(({ code }) => code)).toEqual(codes);
  });

  it.each(
    plugins.flatMap(({ name, schema }) => {
      const validate = pluginValidators.find((plugin) => plugin.name === name)?.validate;
      return fieldsOf(schema).flatMap((field) =>
        listOf(field.schema.examples).map((example) => [name, field.path, example, field, validate] as const),
      );
    }),
  )('of the option of %s, %s, is valid: %j', (_name, _path, example, { key, parent }, validate) => {
    const [needed] = listOf(mapOf(parent.dependentRequired)[key]).map(String);
    const { enum: values, examples } = mapOf(mapOf(parent.properties)[needed ?? '']);
    const companions = needed === undefined ? [{}] : listOf(values ?? examples).map((value) => ({ [needed]: value }));
    expect(companions.some((companion) => validate?.({ ...companion, [key]: example }))).toBe(true);
  });

  const image = { source: 'docker.io/acme/app', tags: ['1.0.0'] };

  /** The example as a field of the manifest, with what has to stand around it. */
  function place({ path, parent }: SchemaField, example: unknown): Record<string, unknown> {
    const steps = path.replaceAll('[]', '.[]').split('.');
    const key = steps.at(-1) ?? '';
    return wrap(steps.slice(0, -1), { ...surroundings(key, parent), [key]: example });
  }

  /** What has to be there beside the key. */
  function surroundings(key: string, { required, dependentRequired, properties, oneOf }: SchemaField['parent']) {
    const needed = [...listOf(required), ...listOf(mapOf(dependentRequired)[key])].map(String);
    const choices = listOf(oneOf).flatMap((branch) => listOf(mapOf(branch).required).map(String));
    const isChosen = [key, ...needed].some((one) => choices.includes(one));
    const others = isChosen ? needed : [...needed, ...choices.slice(0, 1)];
    return Object.fromEntries(
      others.map((other) => [other, listOf(mapOf(mapOf(properties)[other]).examples)[0]]),
    );
  }

  function wrap(steps: readonly string[], value: Record<string, unknown>): Record<string, unknown> {
    const [last, ...rest] = [...steps].reverse();
    if (last === undefined) return value;
    const outer = rest.reverse();
    const inside = last === 'tags' && !('regex' in value) ? { semver: '*', ...value } : value;
    if (last !== '[]') return wrap(outer, { [last === '*' ? 'registry.acme.dev' : last]: inside });
    const list = outer.at(-1) ?? '';
    const { source, ...assembled } = image;
    const entry = { ...('sources' in value ? assembled : { source, ...assembled }), ...value };
    return wrap(outer.slice(0, -1), { [list]: [list === 'images' ? entry : value] });
  }
});
