export { type Assessment, assess, type OwnStatement } from './assess.ts';
export { assessSignatures, type SignatureAssessment } from './assess-signatures.ts';
export type { Attached } from './attachments.ts';
export { type AttestationFormat, type RequiredSets, requiredSets } from './attestation-format.ts';
export type { AttestationSlot, SignatureSlot, SupersededSlot } from './attestation-slot.ts';
export {
  AttestationStore,
  type AttestationStoreOptions,
} from './attestation-store.ts';
export { type BundleManifest, bundleManifest, bundleMediaType } from './bundle-manifest.ts';
export { type Carried, carryAttestations } from './carry.ts';
export { checkSigner } from './check-signer.ts';
export { cosignCredential } from './cosign-credential.ts';
export type { Credential, CredentialSource } from './credential.ts';
export { checkIdentity } from './identity-pattern.ts';
export {
  environmentToken,
  fileToken,
  fixedToken,
  githubActionsToken,
  type IdentityTokenSource,
} from './identity-token.ts';
export { type StoredImageSignature, verifyImageSignature } from './image-signature.ts';
export type { Inspection } from './inspection.ts';
export { keyCredential } from './key-credential.ts';
export type { LegacyLogEntry } from './legacy-log-entry.ts';
export { attestationLayer, dsseEnvelopeType, legacyTag, signatureLayer } from './legacy-set.ts';
export type { FlushedAttestation } from './pending.ts';
export {
  documentedIdentity,
  type IdentityPolicy,
  isKeyPolicy,
  type KeyPolicy,
  type Signatory,
  type VerificationPolicy,
} from './policy.ts';
export { publicSigstore } from './public-sigstore.ts';
export { readAttestations, type StoredAttestations } from './read.ts';
export type { ImageIdentity, SignedImage, SignedStatement, Signer } from './signer.ts';
export {
  createKeylessSigner,
  createSigner,
  type KeylessSignerOptions,
} from './sigstore-signer.ts';
export { simpleSigningPayload, simpleSigningType } from './simple-signing.ts';
export * from './statements.ts';
export { bundleDocument, type StoredStatement, verifyStored } from './stored-statement.ts';
export { loadTrust, type Trust, type TrustSource, trustFrom, trustText } from './trust.ts';
export { type VerificationOptions, type VerifiedStatement, verifyBundle } from './verify.ts';
export { checkAttestations, type ExpectedAttestations, verifyAttestations } from './verify-attestations.ts';
