import type { Issues } from './issues.ts';
import type { ManifestPath } from './manifest-document.ts';
import { findMeantKeys, isUnknownKey, wantedKeys } from './meant-keys.ts';
import { describeSchemaError, type Homes, nameOf } from './schema-error.ts';
import type { SchemaFault } from './schema-fault.ts';
import { relevantErrors } from './schema-union.ts';
import type { SchemaError, SchemaValidator } from './schema-validator.ts';

/** Where a value does not meet its schema. */
export interface SchemaFindings {
  /** Values that cannot be relied on. */
  broken: ManifestPath[];
  /** What is not there, and is said to be missing or misspelt already. */
  missing: ManifestPath[];
}

/**
 * Checks a value, and enters each fault into `issues`. `whole`: what messages call the value itself; `homes`: where else keys may
 * stand.
 */
export function checkSchema(
  validate: SchemaValidator,
  value: unknown,
  { whole, homes = {} }: { whole: string; homes?: Homes },
  issues: Issues,
): SchemaFindings {
  const findings: SchemaFindings = { broken: [], missing: [] };
  if (validate(value)) return findings;
  const errors = relevantErrors(validate.errors ?? []);
  const meant = findMeantKeys(errors);
  for (const [error, key] of meant) findings.missing.push([...pointer(error), key]);
  const there = new Set(findings.missing.map(keyOf));
  for (const error of errors) {
    const path = pointer(error);
    // A key that is there under another name is not missing as well.
    if (wantedKeys(error).some((key) => there.has(keyOf([...path, key])))) continue;
    const key = error.propertyName;
    const name = nameOf(path) ?? whole;
    const words = { homes, meant: meant.get(error) };
    const fault: SchemaFault =
      key === undefined
        ? describeSchemaError(error, { name, written: issues.written(path), ...words })
        : { ...describeSchemaError(error, { name: `a key of ${name}`, ...words }), key, at: 'key' };
    note(error, path, fault, findings);
    const { code, message, hint, at } = fault;
    issues.error(code, fault.key === undefined ? path : [...path, fault.key], message, {
      hint,
      ...(at !== undefined && { at }),
    });
  }
  return findings;
}

/** What the fault makes of the values around it. */
function note(
  error: SchemaError,
  path: ManifestPath,
  fault: SchemaFault,
  { broken, missing }: SchemaFindings,
): void {
  if (isUnknownKey(error)) return;
  for (const key of fault.missing ?? []) missing.push([...path, key]);
  if (fault.missing === undefined) broken.push(fault.key === undefined ? path : [...path, fault.key]);
}

/** A path as a key of a map. */
export function keyOf(path: ManifestPath): string {
  return path.join('\0');
}

/** A JSON pointer's parts (RFC 6901, section 4). */
function pointer({ instancePath }: SchemaError): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
