/** `with` of the plugin. */
export interface CosignPolicyOptions {
  identity?: string;
  issuer?: string;
  key?: string;
  sigstore?: 'manifest' | 'public';
  trustedRoot?: string;
}

export const schema: Record<string, unknown> = {
  type: 'object',
  description: 'Admits an upstream image only with a valid signature of a given identity or key.',
  properties: {
    identity: {
      type: 'string',
      description:
        'Who must have signed the upstream image: a regular expression for the whole name in the certificate, from `^` to `$`.',
      minLength: 1,
      examples: ['^https://github\\.com/acme/app/\\.github/workflows/release\\.yml@refs/tags/v[0-9.]+$'],
    },
    issuer: {
      type: 'string',
      description: 'The OIDC issuer of that identity, exactly.',
      minLength: 1,
      examples: ['https://token.actions.githubusercontent.com'],
    },
    key: {
      type: 'string',
      description:
        'The public key that must have signed, in place of an identity: a PEM file, relative to the manifest.',
      minLength: 1,
      examples: ['./upstream.pub'],
    },
    sigstore: {
      type: 'string',
      description:
        "Where upstream's signatures are logged: where the manifest's `sigstore` says (`manifest`), or in public Sigstore, whatever it says (`public`).",
      enum: ['manifest', 'public'],
      default: 'manifest',
      examples: ['public'],
    },
    trustedRoot: {
      type: 'string',
      description:
        'The trusted root of the Sigstore that upstream uses, a file, relative to the manifest. Nothing is fetched then.',
      minLength: 1,
      examples: ['./trusted_root.json'],
    },
  },
  // An identity is one only together with who vouches for it.
  dependentRequired: { identity: ['issuer'], issuer: ['identity'] },
  oneOf: [{ required: ['identity'] }, { required: ['key'] }],
  // A trusted root says which Sigstore it is.
  not: {
    required: ['sigstore', 'trustedRoot'],
    errorMessage: 'Take one of them out: a trusted root says which Sigstore it is.',
  },
  additionalProperties: false,
};
