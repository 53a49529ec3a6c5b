import { createPublicKey } from 'node:crypto';
import { type Bundle, type BundleLatest, bundleToJSON } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import type { OwnStatement } from './assess.ts';
import type { RequiredSets } from './attestation-format.ts';
import { bundleMediaType } from './bundle-manifest.ts';
import type { Content } from './content.ts';
import { loggedEnvelope } from './envelope.ts';
import { keyDigest } from './key-digest.ts';
import { toLegacyLogEntry } from './legacy-log-entry.ts';
import { attestationLayer } from './legacy-set.ts';
import { PersistentService } from './persistent-service.ts';
import { isKeyPolicy, type VerificationPolicy } from './policy.ts';
import { RekorV1 } from './rekor-v1.ts';
import type { StoredStatement } from './stored-statement.ts';

/** What was made from the other set. */
export interface Completion {
  bundle: Uint8Array | undefined;
  layer: Content | undefined;
}

/**
 * What the required sets lack of a statement, made from what is there without a new signature; `undefined` where that cannot be
 * done.
 * @throws MirrorError MIRROR_LOG when a proof is needed and the log does not give it
 */
export async function complete(
  own: OwnStatement,
  sets: RequiredSets,
  { rekorUrl, policy }: { rekorUrl: string; policy: VerificationPolicy },
): Promise<Completion | undefined> {
  const completion: Completion = { bundle: undefined, layer: undefined };
  if (sets.bundle && own.bundle === undefined && own.legacy !== undefined) {
    completion.bundle = await bundleFromLayer(
      own.legacy,
      new RekorV1(rekorUrl, new PersistentService()),
      policy,
    );
    if (completion.bundle === undefined) return undefined;
  }
  if (sets.legacy && own.legacy === undefined && own.bundle !== undefined) {
    completion.layer = layerFromBundle(own.bundle);
    if (completion.layer === undefined) return undefined;
  }
  return completion;
}

/**
 * A layer for `.att` out of a bundle; `undefined` where the text that was logged cannot be had again, or the log made no promise.
 */
function layerFromBundle({ bundle, predicateType }: StoredStatement): Content | undefined {
  const entry = bundle?.verificationMaterial.tlogEntries[0];
  if (bundle?.content.$case !== 'dsseEnvelope' || entry?.inclusionPromise === undefined) return undefined;
  const envelope = loggedEnvelope(bundle.content.dsseEnvelope, entry);
  if (envelope === undefined || predicateType === undefined) return undefined;
  const certificate = leaf(bundle);
  return attestationLayer({
    envelope,
    predicateType,
    certificate: certificate === undefined ? undefined : pem.fromDER(certificate),
    logEntry: toLegacyLogEntry(entry),
  });
}

/**
 * A bundle v0.3 out of a layer of `.att`: the inclusion proof, which the legacy format does not keep, is fetched from the log.
 * `undefined` where the layer cannot be read, its entry is of a type that bundles do not have, or the log has another entry at its index.
 */
async function bundleFromLayer(
  { bundle }: StoredStatement,
  log: RekorV1,
  policy: VerificationPolicy,
): Promise<Uint8Array | undefined> {
  const promised = bundle?.verificationMaterial.tlogEntries[0];
  // Verifiers of bundles do not read the other types that logs had for envelopes.
  if (bundle === undefined || promised?.kindVersion.kind !== 'dsse') return undefined;
  const signer = verifier(bundle, policy);
  if (signer === undefined) return undefined;
  const entry = await log.entryAt(Number(promised.logIndex));
  if (!entry.canonicalizedBody.equals(promised.canonicalizedBody)) return undefined;
  const completed: Bundle = {
    mediaType: bundleMediaType,
    content: bundle.content,
    verificationMaterial: {
      content: signer,
      tlogEntries: [entry],
      timestampVerificationData: undefined,
    },
  };
  return Buffer.from(JSON.stringify(bundleToJSON(completed as BundleLatest)));
}

/** Who signed, as bundles say it: the certificate, or which key, which the policy knows. */
function verifier(
  bundle: Bundle,
  policy: VerificationPolicy,
): BundleLatest['verificationMaterial']['content'] | undefined {
  const certificate = leaf(bundle);
  if (certificate !== undefined) return { $case: 'certificate', certificate: { rawBytes: certificate } };
  if (!isKeyPolicy(policy)) return undefined;
  const hint = keyDigest(createPublicKey(policy.publicKey)).toString('base64');
  return { $case: 'publicKey', publicKey: { hint } };
}

function leaf({ verificationMaterial: { content } }: Bundle): Buffer<ArrayBuffer> | undefined {
  if (content.$case === 'certificate') return Buffer.from(content.certificate.rawBytes);
  if (content.$case !== 'x509CertificateChain') return undefined;
  const first = content.x509CertificateChain.certificates[0];
  return first === undefined ? undefined : Buffer.from(first.rawBytes);
}
