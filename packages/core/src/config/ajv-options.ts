import type { Options } from 'ajv';

/** How schemas are compiled, beforehand and at run time alike, so that both find the same faults. */
export const ajvOptions: Options = {
  strict: true,
  // It would refuse `required` inside of a `oneOf`.
  strictRequired: false,
  allErrors: true,
  // Each fault carries the schema that was not met: messages name what is allowed there.
  verbose: true,
  messages: false,
  validateSchema: false,
  // A format is a remark (JSON Schema 2020-12, validation, section 7.2.1).
  validateFormats: false,
  inlineRefs: false,
  // What editors show.
  keywords: ['errorMessage', 'patternErrorMessage', 'markdownDescription', 'markdownEnumDescriptions'],
};
