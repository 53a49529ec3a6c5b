import Type, { type Static, type TObjectOptions, type TSchema, type TUnsafe } from 'typebox';

/** A map with keys of the author's choice. */
export function mapOf<Values extends TSchema>(
  values: Values,
  options: TObjectOptions,
): TUnsafe<Record<string, Static<Values>>> {
  return Type.Unsafe<Record<string, Static<Values>>>({
    type: 'object',
    additionalProperties: values,
    ...options,
  });
}
