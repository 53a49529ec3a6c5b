import {
  buildManifestSchema,
  composeSchema,
  findHomes,
  generateValidators,
} from '@multiarch-mirror/core/manifest';
import { manifestReference } from './manifest-reference.ts';
import { buildReferences, builtinsSource, folderSchemas, pluginFolders } from './plugin-folders.ts';
import { verifyPage } from './verify-page.ts';
import { verifySubject } from './verify-subject.ts';

/** What `npm run schema` writes: paths from the repository's root, with their content. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const manifest = await buildManifestSchema();
  const folders = await pluginFolders();
  const plugins = await folderSchemas();
  const ofPlugins = new Map(plugins.map(({ name, schema }) => [name, schema]));
  return new Map([
    [
      'packages/core/src/config/manifest-schema.generated.ts',
      `// Written by \`npm run schema\` from schema/.\nimport type { JsonSchema } from './json-schema.ts';\n\nexport const manifestSchema: JsonSchema = ${json(manifest)};\n`,
    ],
    [
      'packages/core/src/config/manifest-validator.generated.ts',
      `${await generateValidators(new Map([['manifest', manifest]]), './schema-validator.ts')}
export const homes: Readonly<Record<string, readonly string[]>> = ${json(findHomes(manifest))};
`,
    ],
    [
      'packages/cli/src/plugin-validators.generated.ts',
      await generateValidators(ofPlugins, '@multiarch-mirror/core/manifest'),
    ],
    ['packages/cli/src/builtins.generated.ts', builtinsSource(folders)],
    ['tsconfig.build.json', `${json(buildReferences(folders))}\n`],
    ['schemas/mirror.schema.json', `${json(composeSchema(plugins, manifest))}\n`],
    ['docs/manifest.md', manifestReference(manifest, plugins)],
    ['docs/verify.md', verifyPage(await verifySubject())],
  ]);
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
