import { buildManifestSchema } from '@multiarch-mirror/core/manifest';
import { fieldsOf, listOf, mapOf, type SchemaField } from './schema-fields.ts';

/** A manifest that shows one example of one field. */
export interface ExampleManifest {
  field: SchemaField;
  example: unknown;
  manifest: Record<string, unknown>;
}

const image = { source: 'docker.io/acme/app', tags: ['1.0.0'] };

/** Every field of the manifest once: what `defaults` and an image's own chain take stands at the image and at the top. */
export const manifestFields: readonly SchemaField[] = fieldsOf(
  await buildManifestSchema(),
  (path) => path === 'defaults' || path === 'images[].plugins',
);

/** A manifest for every example of every field, with what has to stand around it. */
export const exampleManifests: readonly ExampleManifest[] = manifestFields.flatMap((field) =>
  listOf(field.schema.examples).map((example) => ({
    field,
    example,
    manifest: {
      version: 1,
      destination: 'ghcr.io/acme/mirror',
      images: [image],
      ...place(field, example),
    },
  })),
);

/** The example as a member of the manifest. */
function place({ path, parent }: SchemaField, example: unknown): Record<string, unknown> {
  const steps = path.replaceAll('[]', '.[]').split('.');
  const key = steps.at(-1) ?? '';
  return wrap(steps.slice(0, -1), { ...surroundings(key, parent), [key]: example });
}

/** What has to be there beside the key. */
function surroundings(
  key: string,
  { required, dependentRequired, properties, oneOf }: SchemaField['parent'],
): Record<string, unknown> {
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
