import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { runProgram } from './program.ts';
// By the SPDX project: spdx-schema-2.3.json.license says where it is from.
import schema from './spdx-schema-2.3.json' with { type: 'json' };

/** What is looked at of an SPDX document. */
export interface SpdxDocument {
  packages: { name: string; SPDXID: string }[];
  relationships: { spdxElementId: string; relatedSpdxElement: string }[];
}

const validators = new Map<Spec.Version, Validation.JsonStrictValidator>();

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const validateSpdx = ajv.compile(schema);

/** What is wrong with a document by the JSON schema of SPDX 2.3; empty when nothing is. */
export function spdxSchemaFaults(document: unknown): string[] {
  validateSpdx(document);
  return (validateSpdx.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the SPDX project's own validator says of a document, of its first hundred packages; empty when it is valid. */
export async function spdxToolFaults(
  pyspdxtools: string,
  document: SpdxDocument,
  directory: string,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'document.spdx.json');
  await writeFile(file, JSON.stringify(withPackages(document, 100)));
  const ended = await runProgram(pyspdxtools, ['-i', file], { env: { PATH: process.env.PATH ?? '' } });
  return ended.exitCode === 0 ? '' : `${ended.stdout}${ended.stderr}`;
}

/** What is wrong with a BOM by the strict JSON schema of its CycloneDX version; nothing when it is valid. */
export async function cyclonedxFaults(bom: unknown): Promise<unknown> {
  const { specVersion } = bom as { specVersion: Spec.Version };
  // Each compiles the schema again.
  const validator = validators.get(specVersion) ?? new Validation.JsonStrictValidator(specVersion);
  validators.set(specVersion, validator);
  return (await validator.validate(JSON.stringify(bom))) ?? undefined;
}

/** The document with that many of its packages, since the validator takes a minute for 3,000. */
function withPackages(document: SpdxDocument, count: number): SpdxDocument {
  const gone = new Set(
    document.packages
      .filter(({ SPDXID }) => SPDXID.startsWith('SPDXRef-Package-'))
      .slice(count)
      .map(({ SPDXID }) => SPDXID),
  );
  return {
    ...document,
    packages: document.packages.filter(({ SPDXID }) => !gone.has(SPDXID)),
    relationships: document.relationships.filter(
      ({ spdxElementId, relatedSpdxElement }) => !gone.has(spdxElementId) && !gone.has(relatedSpdxElement),
    ),
  };
}
