/** `with` of the plugin. */
export interface VerifyOptions {
  identity?: string;
  issuer?: string;
  key?: string;
  anonymous?: boolean;
}

export const schema: Record<string, unknown> = {
  type: 'object',
  description: 'Reads everything back from the destination and checks it as a stranger would.',
  properties: {
    identity: {
      type: 'string',
      description:
        'Who must have signed: a regular expression for the whole name in the certificate, from `^` to `$`. Default: the identity that this run signs with.',
      minLength: 1,
      examples: ['^https://github\\.com/acme/mirror/\\.github/workflows/mirror\\.yml@refs/heads/main$'],
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
        'The public key whose signatures count, where the chain signs with a key: a PEM file, relative to the manifest, or `env://NAME`. Default: that of the key that this run signs with.',
      minLength: 1,
      examples: ['./cosign.pub'],
    },
    anonymous: {
      type: 'boolean',
      description: 'Read without credentials, as users of a public image do.',
      default: false,
      examples: [true],
    },
  },
  // An identity is one only together with who vouches for it.
  dependentRequired: { identity: ['issuer'], issuer: ['identity'] },
  additionalProperties: false,
};
