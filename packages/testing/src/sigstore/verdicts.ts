import {
  checkAttestations,
  predicateTypes,
  readAttestations,
  type VerificationOptions,
  verifyBundle,
} from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  parseImageManifest,
  type RepositoryReader,
  rawManifest,
} from '@multiarch-mirror/oci';
import { type AttestationLab, workflowPolicy } from './attestation-lab.ts';

/** Everything that was not refused with a code of ours, of lines such as `what was done → verdict`. */
export function unrefused(verdicts: readonly string[]): string[] {
  return verdicts.filter((line) => !/ → MIRROR_\w+$/.test(line));
}

/** `accepted`, or the code of the refusal, of a bundle that should be the SBOM of a lab's index. */
export function bundleVerdict(
  lab: AttestationLab,
  bundle: unknown,
  options: Partial<VerificationOptions> = {},
): string {
  const subject = lab.index.digest;
  const predicateType = predicateTypes.spdx;
  try {
    verifyBundle(bundle, { trust: lab.trust, policy: workflowPolicy, subject, predicateType, ...options });
    return 'accepted';
  } catch (error) {
    return outcome(error);
  }
}

/** What of a repository is replaced for a reader. */
export interface Replaced {
  tags?: Record<string, { layers: Descriptor[] }>;
  blobs?: Map<string, Uint8Array>;
  referrers?: Descriptor[];
}

/** `accepted` with what was found, or the code of the refusal, of what stands on a lab's index with parts of it replaced. */
export async function repositoryVerdict(
  lab: AttestationLab,
  replaced: Replaced,
  format: 'both' | 'bundle',
): Promise<string> {
  const { index, reference, trust } = lab;
  try {
    const stored = await readAttestations(readerOf(lab, replaced), index.digest);
    const found = checkAttestations(stored, {
      trust,
      policy: workflowPolicy,
      format,
      image: { reference, digest: index.digest },
      legacy: true,
      signature: true,
      predicateTypes: [predicateTypes.spdx],
    });
    return `accepted ${found.map(({ logIndex }) => logIndex).join(' ')}`;
  } catch (error) {
    return outcome(error);
  }
}

function outcome(error: unknown): string {
  return error instanceof MirrorError ? error.code : String(error);
}

function readerOf({ repository }: AttestationLab, replaced: Replaced): RepositoryReader {
  return new Proxy(repository, {
    get(target, name: keyof RepositoryReader) {
      if (name === 'referrers' && replaced.referrers !== undefined) return async () => replaced.referrers;
      if (name === 'manifest') {
        return async (reference: string) => {
          const tag = replaced.tags?.[reference];
          const raw = await target.manifest(reference);
          return tag === undefined
            ? raw
            : rawManifest(raw.descriptor.mediaType, { ...parseImageManifest(raw), ...tag });
        };
      }
      if (name === 'blob') {
        return async (descriptor: Descriptor) => {
          const bytes = replaced.blobs?.get(descriptor.digest);
          if (bytes === undefined) return target.blob(descriptor);
          return (async function* () {
            yield bytes;
          })();
        };
      }
      const member = target[name as keyof typeof target] as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
