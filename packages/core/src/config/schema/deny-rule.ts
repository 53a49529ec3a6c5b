import Type from 'typebox';
import { tag } from './tag.ts';

export const denyRule = Type.Object(
  {
    tag: Type.Optional(
      Type.Unsafe<string>({
        ...tag,
        description: 'The tag that is kept out. One that is mirrored already stays as it is.',
        examples: ['10.4.0'],
      }),
    ),
    digest: Type.Optional(
      Type.String({
        description: 'The digest upstream that is kept out, under whatever tag.',
        examples: [`sha256:${'0a1b2c3d'.repeat(8)}`],
        pattern: '^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$',
        patternErrorMessage: 'Write sha256: and 64 hexadecimal digits in lower case.',
      }),
    ),
    reason: Type.String({
      description: 'Why, shown in the plan.',
      examples: ['loses attachments, fixed in 10.4.1'],
      minLength: 1,
    }),
  },
  {
    additionalProperties: false,
    description: 'One tag or one digest, with the reason.',
    examples: [{ tag: '10.4.0', reason: 'loses attachments' }],
    oneOf: [{ required: ['tag'] }, { required: ['digest'] }],
  },
);
