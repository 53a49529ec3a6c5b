import Type from 'typebox';

/** A tag (distribution-spec, "Pulling manifests"). */
export const tag = Type.String({
  description: 'A tag. In quotes where YAML would read a number: 3.10 would be 3.1.',
  examples: ['3.10', '10.3.1', 'bookworm-slim'],
  pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$',
  patternErrorMessage:
    'A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore.',
});
