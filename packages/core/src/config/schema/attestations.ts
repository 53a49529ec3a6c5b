import Type from 'typebox';

export const attestations = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(['both', 'bundle', 'legacy'], {
        description:
          'How signatures and attestations are stored: Sigstore bundles as OCI referrers, the `.sig` and `.att` tags that cosign before 2.6 reads, or both.',
        examples: ['bundle'],
        default: 'both',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'The form of what is attached to copies.',
    examples: [{ format: 'both' }],
  },
);
