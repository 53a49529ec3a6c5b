/** `with` of the plugin: it has no options. */
export type SlsaProvenanceOptions = Record<string, never>;

export const schema: Record<string, unknown> = {
  type: 'object',
  description: 'SLSA provenance of the index, v1 and v0.2. It has no options.',
  properties: {},
  additionalProperties: false,
};
