import { createPublicKey } from 'node:crypto';
import { PolicyError } from '@multiarch-mirror/errors';
import { X509Certificate } from '@sigstore/core';
import { checkIdentity } from './identity-pattern.ts';
import { keyDigest } from './key-digest.ts';
import { isKeyPolicy, type VerificationPolicy } from './policy.ts';
import type { Signer } from './signer.ts';

/** The issuer in a certificate of Fulcio (oid-info.md): as a UTF8String, and raw in older ones. */
const issuerExtension = '1.3.6.1.4.1.57264.1.8';
const olderIssuerExtension = '1.3.6.1.4.1.57264.1.1';

/**
 * Holds who is about to sign against whose signatures count. Otherwise a slip in the policy would be found when everything is
 * signed and logged, and what stands and is right would have been replaced by what nobody accepts.
 * @throws PolicyError MIRROR_SIGNS_AS_ANOTHER; MirrorError as `Signer.identity`
 */
export async function checkSigner(signer: Signer, policy: VerificationPolicy): Promise<void> {
  const identity = await signer.identity();
  if (identity.$case === 'publicKey') {
    const own = `the key ${keyDigest(createPublicKey(identity.pem)).toString('hex')}`;
    if (!isKeyPolicy(policy)) throw another(own, policy.identity);
    const wanted = `the key ${keyDigest(createPublicKey(policy.publicKey)).toString('hex')}`;
    if (own !== wanted) throw another(own, wanted);
    return;
  }
  const certificate = X509Certificate.parse(identity.pem);
  const name = certificate.subjectAltName ?? '';
  if (isKeyPolicy(policy)) throw another(name, 'a key');
  if (!checkIdentity(policy.identity).test(name)) throw another(name, policy.identity);
  const issuer = issuerOf(certificate);
  if (issuer !== policy.issuer) throw another(`${name} of ${issuer}`, `the issuer ${policy.issuer}`);
}

function issuerOf(certificate: X509Certificate): string {
  const [text] = certificate.extension(issuerExtension)?.valueObj.subs ?? [];
  return (text?.value ?? certificate.extension(olderIssuerExtension)?.value ?? '').toString();
}

function another(own: string, wanted: string): PolicyError {
  return new PolicyError(`this run signs as ${own}, and the policy asks for ${wanted}`, {
    code: 'MIRROR_SIGNS_AS_ANOTHER',
    hint: 'Correct `identity` and `issuer` (or `key`) of the plugin verify, or run the workflow that they name. Nothing was signed.',
  });
}
