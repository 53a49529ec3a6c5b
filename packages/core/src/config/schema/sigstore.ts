import Type, { type TString } from 'typebox';
import { durationPattern } from '../duration.ts';

/** A URL, or what variables of the environment make one. */
function url(description: string, example: string): TString {
  return Type.String({
    description,
    examples: [example],
    pattern: '^https?://|\\$\\{',
    patternErrorMessage: `Write it with its scheme, such as ${example}.`,
  });
}

const tuf = Type.Object(
  {
    mirror: url('The URL of the TUF repository.', 'https://tuf.acme.dev'),
    root: Type.String({
      description:
        'The file with the root that is trusted at first. With another one nothing counts that was fetched before.',
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
    fulcio: Type.Optional(url('The URL of the certificate authority.', 'https://fulcio.acme.dev')),
    rekor: Type.Optional(url('The URL of the transparency log.', 'https://rekor.acme.dev')),
    rekorVersion: Type.Optional(
      Type.Enum([1, 2], {
        description:
          'The API of the transparency log. 2 needs `rekor`, `timestamp` and `attestations: {format: bundle}`.',
        examples: [1],
        default: 1,
      }),
    ),
    timestamp: Type.Optional(
      url(
        'The URL of a timestamp authority (RFC 3161, Sigstore’s API), which then dates each bundle.',
        'https://timestamp.acme.dev/api/v1/timestamp',
      ),
    ),
    issuer: Type.Optional(
      url(
        'The OpenID Connect issuer whose tokens the certificate authority takes.',
        'https://token.actions.githubusercontent.com',
      ),
    ),
    tuf: Type.Optional(tuf),
    timeout: Type.Optional(
      Type.String({
        description:
          'How long each of these services may take for an answer, before it is asked once more or given up. Default: 30s, for GitHub’s tokens 20s, for TUF 5s.',
        examples: ['10s', '2m'],
        pattern: durationPattern,
        patternErrorMessage: 'Write a number with its unit, such as 10s or 2m.',
      }),
    ),
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
