import Type from 'typebox';

export const denyRule = Type.Object(
  {
    tag: Type.Optional(
      Type.String({ description: 'The tag that is kept out.', examples: ['10.4.0'], minLength: 1 }),
    ),
    digest: Type.Optional(
      Type.String({
        description: 'The digest upstream that is kept out, under whatever tag.',
        examples: [`sha256:${'0a1b2c3d'.repeat(8)}`],
        pattern: '^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$',
      }),
    ),
    reason: Type.String({
      description: 'Why, shown in the plan.',
      examples: ['loses attachments, fixed in 10.4.1'],
      minLength: 1,
    }),
  },
  { additionalProperties: false, oneOf: [{ required: ['tag'] }, { required: ['digest'] }] },
);
