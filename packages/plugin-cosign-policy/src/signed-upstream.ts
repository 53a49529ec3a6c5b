import {
  predicateTypes,
  readAttestations,
  type Signatory,
  type StoredImageSignature,
  type Trust,
  type VerificationPolicy,
  verifyImageSignature,
  verifyStored,
} from '@multiarch-mirror/attest';
import { type MirrorError, PolicyError, toMirrorError } from '@multiarch-mirror/errors';
import type { RepositoryReader } from '@multiarch-mirror/oci';

/** What an upstream image has to be. */
export interface UpstreamPolicy {
  trust: Trust;
  policy: VerificationPolicy;
}

/**
 * Looks for a signature of the image itself, as a bundle or in the legacy `.sig` tag, that passes the policy. As with cosign one is
 * enough, whatever else is attached.
 * @param name `registry/repository:tag`, for messages
 * @throws PolicyError MIRROR_UPSTREAM_UNSIGNED; MIRROR_UPSTREAM_SIGNATURE, MIRROR_UPSTREAM_IDENTITY where those that are there do not
 * pass; what the repository throws
 */
export async function checkSignature(
  repository: RepositoryReader,
  image: { name: string; digest: string },
  { trust, policy }: UpstreamPolicy,
): Promise<Signatory> {
  const { bundles, legacySignatures } = await readAttestations(repository, image.digest);
  const subject = image.digest;
  const predicateType = predicateTypes.sign;
  const attempts = [
    ...bundles
      .filter((bundle) => bundle.predicateType === predicateType)
      .map((bundle) => () => verifyStored(bundle, { trust, policy, subject, predicateType }).signatory),
    ...legacySignatures.map(
      (stored) => () =>
        verifyImageSignature(stored, {
          trust,
          policy,
          image: { digest: subject, reference: claimed(stored) },
        }),
    ),
  ];
  const faults: MirrorError[] = [];
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (thrown) {
      faults.push(toMirrorError(thrown));
    }
  }
  throw refusal(image, policy, faults);
}

/** The name that a signature was made under. Images are signed in one registry and published in others, as cosign allows. */
function claimed({ payload }: StoredImageSignature): string {
  try {
    const { critical } = JSON.parse(Buffer.from(payload).toString('utf8')) as {
      critical?: { identity?: Record<string, unknown> };
    };
    return String(critical?.identity?.['docker-reference']);
  } catch {
    return '';
  }
}

const ofOthers = new Set(['MIRROR_WRONG_IDENTITY', 'MIRROR_WRONG_ISSUER']);

function refusal(
  image: { name: string; digest: string },
  policy: VerificationPolicy,
  faults: readonly MirrorError[],
): PolicyError {
  const place = { side: 'source', reference: `${image.name}@${image.digest}` } as const;
  const [first] = faults;
  if (first === undefined) {
    return new PolicyError('upstream has not signed the image', {
      code: 'MIRROR_UPSTREAM_UNSIGNED',
      hint: `Check with \`cosign tree ${image.name}\`; give the image \`plugins\` without cosign-policy if it is not to be signed.`,
      place,
    });
  }
  // What somebody else has signed is nothing against what the right one has signed wrongly.
  const telling = faults.find(({ code }) => !ofOthers.has(code)) ?? first;
  const said = [...new Set(faults.map(({ message }) => message))].join('; ');
  if (telling !== first || !ofOthers.has(telling.code)) {
    return new PolicyError(`upstream's signature is not valid: ${said}`, {
      code: 'MIRROR_UPSTREAM_SIGNATURE',
      hint: 'Check `sigstore` or `trustedRoot` of cosign-policy; if they name the Sigstore that upstream uses, do not trust this image.',
      place,
      cause: telling,
    });
  }
  return new PolicyError(`upstream's signature is somebody else's: ${said}`, {
    code: 'MIRROR_UPSTREAM_IDENTITY',
    hint: `Check who signs upstream; cosign-policy asks for ${wanted(policy)}.`,
    place,
    cause: telling,
  });
}

function wanted(policy: VerificationPolicy): string {
  return 'publicKey' in policy ? 'the key that `key` names' : `${policy.identity} of ${policy.issuer}`;
}
