import { ajvOptions } from './ajv-options.ts';
import type { JsonSchema } from './json-schema.ts';
import { withoutAnnotations } from './schema-annotations.ts';

/** What generated code would take from ajv, written out: nothing of ajv is to be loaded. */
const runtime: Record<string, string> = {
  'require("ajv/dist/runtime/ucs2length").default': '(text) => Array.from(text).length',
};

/**
 * The source of a module with a validator for each schema, by name: `export const validators`. For development only: the result is
 * committed. `types`: from where it imports `SchemaValidator`.
 * @throws Error when a schema is none, or needs what cannot be written out
 */
export async function generateValidators(
  schemas: ReadonlyMap<string, JsonSchema>,
  types: string,
): Promise<string> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const ajv = new Ajv2020({ ...ajvOptions, code: { source: true, esm: true, lines: true } });
  for (const [name, schema] of schemas) ajv.addSchema(withoutAnnotations(schema), name);
  const exported = Object.fromEntries([...schemas.keys()].map((name, index) => [`v${index}`, name]));
  let code = standalone.default(ajv, exported).replace('"use strict";', '');
  const functions: string[] = [];
  code = code.replace(/export const v\d+ = (\w+);/g, (_, validate: string) => {
    functions.push(validate);
    return '';
  });
  // One list for all of them: joining lists again and again would take the square of their number.
  code = code.replace(
    /(\w+) = \1 === null \? (\w+)\.errors : \1\.concat\(\2\.errors\);/g,
    'if($1 === null){$1 = $2.errors;}else{for(const one of $2.errors) $1.push(one);}',
  );
  for (const [required, written] of Object.entries(runtime)) code = code.replaceAll(required, written);
  const left = /require\([^)]*\)/.exec(code)?.[0];
  if (left !== undefined) throw new Error(`the generated code has ${left}`);
  const members = [...schemas.keys()].map(
    (name, index) => `  ${JSON.stringify(name)}: ${String(functions[index])},`,
  );
  const names = [...schemas.keys()].map((name) => JSON.stringify(name)).join(' | ');
  return `// @ts-nocheck: written by \`npm run schema\`, with ajv.
import type { SchemaValidator } from '${types}';

export const validators: Readonly<Record<${names}, SchemaValidator>> = {
${members.join('\n')}
};

${code.trim()}
`;
}
