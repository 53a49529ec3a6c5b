import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { runProgram } from './program.ts';
// By the SPDX project: spdx-schema-2.3.json.license says where it is from.
import schema from './spdx-schema-2.3.json' with { type: 'json' };

const validators = new Map<Spec.Version, Validation.JsonStrictValidator>();

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const validateSpdx = ajv.compile(schema);

/** What is wrong with a document by the JSON schema of SPDX 2.3; empty when nothing is. */
export function spdxSchemaFaults(document: unknown): string[] {
  validateSpdx(document);
  return (validateSpdx.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the SPDX project's own validator says of a whole document; empty when it is valid. It takes 12 s for 3,000 packages, and a fourth of that for half of them. */
export async function spdxToolFaults(
  pyspdxtools: string,
  document: unknown,
  directory: string,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'document.spdx.json');
  await writeFile(file, JSON.stringify(document));
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
