import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/** Google Artifact Registry, also behind gcr.io. It takes no chunked uploads, and no Docker manifests in an OCI index. */
export const gar: RegistryProfile = profileOf({
  name: 'gar',
  match: { hosts: [/^([\w-]+-)?docker\.pkg\.dev$/, /^([\w-]+\.)?gcr\.io$/] },
  asksForTokens: true,
  chunkSize: 'never',
  throttled: [/Quota exceeded|RESOURCE_EXHAUSTED/i],
  immutable: [/cannot update tag|enabled tag immutability|FAILED_PRECONDITION/i],
  mixedIndexes: false,
  createsRepositories: false,
  denials: [
    {
      body: /artifactregistry\.repositories\.(upload|create|delete)Artifacts|uploadArtifacts/i,
      hint: 'Give the service account the role roles/artifactregistry.writer on the repository.',
    },
  ],
});
