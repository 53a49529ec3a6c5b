/** `with` of the plugin. */
export interface GithubAttestationsOptions {
  repository?: string;
  subjects?: 'all' | 'index';
}

export const schema: Record<string, unknown> = {
  type: 'object',
  description:
    'Hands the attestations to GitHub, so that `gh attestation verify` finds them. It comes last in the chain.',
  properties: {
    repository: {
      type: 'string',
      description: 'The repository that keeps them, `owner/name`. Default: the one whose workflow runs.',
      pattern: '^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$',
      patternErrorMessage: 'Write owner/name, such as acme/mirror.',
      examples: ['acme/mirror'],
    },
    subjects: {
      type: 'string',
      description:
        'Whose attestations are handed over: those of the index and of each platform (`all`), or of the index alone.',
      enum: ['all', 'index'],
      default: 'all',
      examples: ['index'],
    },
  },
  additionalProperties: false,
};
