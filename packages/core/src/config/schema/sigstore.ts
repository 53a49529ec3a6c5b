import Type from 'typebox';

const tuf = Type.Object(
  {
    mirror: Type.String({
      description: 'The URL of the TUF repository.',
      examples: ['https://tuf.acme.dev'],
      minLength: 1,
    }),
    root: Type.String({
      description: 'The file with the root that is trusted at first.',
      examples: ['./root.json'],
      minLength: 1,
    }),
  },
  {
    additionalProperties: false,
    description: 'Where the trusted root comes from.',
    examples: [{ mirror: 'https://tuf.acme.dev', root: './root.json' }],
  },
);

export const sigstore = Type.Object(
  {
    fulcio: Type.Optional(
      Type.String({
        description: 'The URL of the certificate authority.',
        examples: ['https://fulcio.acme.dev'],
        minLength: 1,
      }),
    ),
    rekor: Type.Optional(
      Type.String({
        description: 'The URL of the transparency log.',
        examples: ['https://rekor.acme.dev'],
        minLength: 1,
      }),
    ),
    rekorVersion: Type.Optional(
      Type.Enum([1, 2], {
        description:
          'The API of the transparency log. 2 needs `attestations: {format: bundle}` and `timestamp`.',
        examples: [1],
        default: 1,
      }),
    ),
    timestamp: Type.Optional(
      Type.String({
        description: 'The URL of the timestamp authority.',
        examples: ['https://timestamp.acme.dev/api/v1/timestamp'],
        minLength: 1,
      }),
    ),
    issuer: Type.Optional(
      Type.String({
        description: 'The OpenID Connect issuer whose tokens the certificate authority takes.',
        examples: ['https://token.actions.githubusercontent.com'],
        minLength: 1,
      }),
    ),
    tuf: Type.Optional(tuf),
    trustedRoot: Type.Optional(
      Type.String({
        description: 'A file with the trusted root, instead of `tuf`.',
        examples: ['./trusted_root.json'],
        minLength: 1,
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'A private Sigstore instance; the public one is the default. Variables of the environment are expanded.',
    examples: [
      {
        fulcio: 'https://fulcio.acme.dev',
        rekor: 'https://rekor.acme.dev',
        trustedRoot: './trusted_root.json',
      },
    ],
  },
);
