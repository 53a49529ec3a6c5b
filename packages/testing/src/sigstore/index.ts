export { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';
export { githubIssuer, type WorkflowClaims } from './identity-issuer.ts';
export {
  type LocalSigstore,
  type LocalSigstoreOptions,
  type SigstoreService,
  startSigstore,
} from './local-sigstore.ts';
export { type Mutation, mutations } from './mutations.ts';
export type { LoggedEntry } from './rekor.ts';
export type { SigstoreFault } from './service.ts';
export { createTimestampAuthority, type LocalTimestampAuthority } from './timestamp-authority.ts';
export { type SigningServiceUrls, signingConfigJson } from './trusted-root.ts';
export { startTufRepository, type TufService } from './tuf-service.ts';
