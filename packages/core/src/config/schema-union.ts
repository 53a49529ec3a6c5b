import type { JsonSchema } from './json-schema.ts';
import type { SchemaError } from './schema-validator.ts';

/**
 * What a reader needs to know. Where a value fits no branch of a union, ajv names the faults under every branch: kept are those
 * of the branch that was meant, as far as the value's type shows it; otherwise the union's own.
 */
export function relevantErrors(all: readonly SchemaError[]): SchemaError[] {
  const mistyped = new Set(all.filter(({ keyword }) => keyword === 'type').map(pathOf));
  // A value of the wrong type is not one of the allowed values either.
  const needy = new Set(all.filter(({ keyword }) => keyword === 'dependentRequired').map(dependentKey));
  const errors = all.filter(
    (error) =>
      !outer.has(error.keyword) &&
      (error.keyword !== 'const' || !mistyped.has(pathOf(error))) &&
      // What lacks its companion is not out of place as well.
      !(isOutOfPlace(error) && needy.has(error.instancePath)),
  );
  const groups = Map.groupBy(errors, ({ instancePath }) => instancePath.split('/', 3).join('/'));
  // One image's faults have nothing to do with another's: looking at them apart keeps thousands of them linear.
  const apart = errors.every((error) => !isUnion(error) || error.instancePath.split('/').length > 2);
  return apart ? [...groups.values()].flatMap(withoutBranches) : withoutBranches(errors);
}

/** Of these the faults inside say better what is wrong. */
const outer = new Set(['if', 'propertyNames']);

function dependentKey({ instancePath, params }: SchemaError): string {
  return `${instancePath}/${String((params as { property?: string }).property)}`;
}

/** `key: false`, or `key: {not: {}}` with a message of its own: the key must not be there. */
export function isOutOfPlace({ keyword, schema }: SchemaError): boolean {
  const anything = typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0;
  return keyword === 'false schema' || (keyword === 'not' && anything);
}

function pathOf({ instancePath, schemaPath }: SchemaError): string {
  return `${instancePath} ${schemaPath.slice(0, schemaPath.lastIndexOf('/'))}`;
}

function isUnion({ keyword }: SchemaError): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

function withoutBranches(errors: readonly SchemaError[]): SchemaError[] {
  const unions = errors.filter(isUnion).sort((a, b) => a.schemaPath.length - b.schemaPath.length);
  const [outermost] = unions;
  if (outermost === undefined) return [...errors];
  const nested = errors.filter((error) => isBelow(error, outermost));
  const others = errors.filter((error) => error !== outermost && !nested.includes(error));
  // What is no map has no keys to choose from, and that is said already.
  if (isChoiceOfKeys(outermost) && !isMap(outermost.data)) return withoutBranches(others);
  const meant = isChoiceOfKeys(outermost) ? undefined : meantBranch(outermost, nested);
  return [...withoutBranches(others), ...(meant === undefined ? [outermost] : withoutBranches(meant))];
}

/** `oneOf: [{required: [a]}, {required: [b]}]`: the keys; undefined for any other union. */
export function choiceOfKeys({ schema }: SchemaError): string[] | undefined {
  const branches = schema as JsonSchema[];
  const keys = branches.map((branch) =>
    Object.keys(branch).join() === 'required' ? branch.required : undefined,
  );
  return keys.every((names) => Array.isArray(names)) ? (keys.flat() as string[]) : undefined;
}

function isChoiceOfKeys(union: SchemaError): boolean {
  return choiceOfKeys(union) !== undefined;
}

function isMap(data: unknown): boolean {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function isBelow(error: SchemaError, union: SchemaError): boolean {
  const sameValue =
    error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
  return sameValue && error.schemaPath.startsWith(`${union.schemaPath}/`);
}

function meantBranch(union: SchemaError, nested: readonly SchemaError[]): SchemaError[] | undefined {
  const branches = (union.schema as JsonSchema[]).map((_, index) =>
    nested.filter(({ schemaPath }) => schemaPath.startsWith(`${union.schemaPath}/${index}/`)),
  );
  return branches.find((errors) => errors.length > 0 && !errors.some((error) => isOtherType(error, union)));
}

function isOtherType({ instancePath, keyword, schemaPath }: SchemaError, union: SchemaError): boolean {
  if (instancePath !== union.instancePath || !['type', 'const', 'enum'].includes(keyword)) return false;
  return schemaPath.slice(union.schemaPath.length).split('/').length === 3;
}
