import type { ErrorObject } from 'ajv';

/** A fault as ajv finds it, with the schema that was not met. */
export type SchemaError = ErrorObject;

/**
 * A compiled schema: says whether a value meets it, and leaves every fault in `errors`. Of the manifest and of plugins of ours it is
 * generated beforehand (`npm run schema`), since loading a compiler and compiling take longer than all the rest of a validation.
 */
export interface SchemaValidator {
  (value: unknown): boolean;
  errors?: SchemaError[] | null;
}
