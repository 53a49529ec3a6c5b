/** `with` of the plugin. */
export interface CosignSignOptions {
  mode?: 'keyless' | 'key' | 'cosign';
  key?: string;
}

export const schema: Record<string, unknown> = {
  type: 'object',
  description: 'Signs the index and each platform as `cosign sign` does.',
  properties: {
    mode: {
      type: 'string',
      description:
        'Who signs: a short-lived certificate for the identity of the run (`keyless`), a private key (`key`), or the cosign CLI, for keys that only it can use (`cosign`).',
      enum: ['keyless', 'key', 'cosign'],
      default: 'keyless',
      examples: ['keyless'],
    },
    key: {
      type: 'string',
      description:
        'The key of mode `key`: a PEM file, relative to the manifest, or `env://NAME`; of mode `cosign`: whatever `cosign --key` takes, the URI of a KMS or token among it.',
      minLength: 1,
      examples: [
        './key.pem',
        'env://MIRROR_SIGNING_KEY',
        'awskms:///alias/mirror',
        'pkcs11:token=mirror;object=signing',
      ],
    },
  },
  // `key` belongs to the modes that have one, and only to these.
  dependentRequired: { key: ['mode'] },
  if: { properties: { mode: { enum: ['key', 'cosign'] } }, required: ['mode'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { key: true }, required: ['key'] }, // oxlint-disable-line unicorn/no-thenable
  else: {
    properties: {
      key: { not: {}, errorMessage: 'Take it out, or set mode: key or mode: cosign, which have a key.' },
    },
  },
  additionalProperties: false,
};
