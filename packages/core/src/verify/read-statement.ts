import type { Signatory, VerificationPolicy } from '@multiarch-mirror/attest';
import { checkIdentity, predicateTypes } from '@multiarch-mirror/attest/statements';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import {
  formatPlatform,
  formatRepository,
  matchesPlatform,
  type Platform,
  parsePlatform,
  parseReference,
  planImage,
  type RepositoryReader,
  referenceTo,
} from '@multiarch-mirror/oci';
import type { Session } from '../session/session.ts';
import { imageOfReference } from './image-of-reference.ts';

/** Kinds of statements, each with its predicate types: the first that is there and verifies counts. */
const kinds = {
  sbom: [predicateTypes.spdx, predicateTypes.cyclonedx],
  provenance: [predicateTypes.slsaProvenance1, predicateTypes.slsaProvenance02],
  'provenance/v1': [predicateTypes.slsaProvenance1],
  'provenance/v0.2': [predicateTypes.slsaProvenance02],
} as const;

/** Which statement of which image. */
export interface StatementQuery {
  /** With a tag or a digest; default: `latest`. */
  reference: string;
  kind: keyof typeof kinds;
  /** `linux/arm64`: of this platform's manifest, in place of the index. */
  platform?: string | undefined;
  /** Whose statements count. Default: what the manifest has for the image. */
  policy?: VerificationPolicy | undefined;
}

/** A statement that passed the policy. */
export interface ReadStatement {
  /** `REPOSITORY@sha256:…`. */
  reference: string;
  predicateType: string;
  predicate: unknown;
  signatory: Signatory;
  logIndex: number;
  /** As the log says, or a timestamp authority. */
  signedAt: Date;
}

/**
 * Reads what is attached to an image and verifies it, as cosign would: bundles where there are any, the legacy set otherwise. There has
 * to be exactly one of its kind.
 * @throws PolicyError where it is not there or does not verify; MirrorError MIRROR_REFERENCE_INVALID,
 * MIRROR_PLATFORM_INVALID or MIRROR_IDENTITY_PATTERN for a query that cannot be read, MIRROR_MANIFEST_UNKNOWN, MIRROR_PLATFORM_MISSING, or what the registry or the trust root did
 */
export async function readStatement(session: Session, query: StatementQuery): Promise<ReadStatement> {
  const { repository, tag, digest } = parseReference(query.reference);
  const platform = query.platform === undefined ? undefined : parsePlatform(query.platform);
  if (query.policy !== undefined && 'identity' in query.policy) checkIdentity(query.policy.identity);
  const reader = session.stranger(repository, false);
  const named = digest ?? tag ?? 'latest';
  const root = await reader.resolve(named);
  if (root === undefined) {
    throw new MirrorError('MIRROR_MANIFEST_UNKNOWN', `there is no ${referenceTo(repository, named)}`, {
      hint: 'Check the tag or the digest.',
    });
  }
  const subject =
    platform === undefined
      ? root.digest
      : await platformManifest(reader, root.digest, platform, query.reference);
  const reference = `${formatRepository(repository)}@${subject}`;
  const { checkAttestations, readAttestations } = await import('@multiarch-mirror/attest');
  const all = await readAttestations(reader, subject);
  const format = all.bundles.length > 0 ? 'bundle' : 'legacy';
  const stored = format === 'bundle' ? { ...all, legacyAttestations: [] } : all;
  const trust = await session.trust();
  const policy =
    query.policy ?? (await session.policy(await imageOfReference(session, parseReference(query.reference))));
  let reason: PolicyError | undefined;
  const [first, ...others] = kinds[query.kind];
  const there = new Set(
    [...stored.bundles, ...stored.legacyAttestations].map((statement) => statement.predicateType),
  );
  const standing = [first, ...others].filter((predicateType) => there.has(predicateType));
  for (const predicateType of standing.length === 0 ? [first] : standing) {
    try {
      const [verified] = checkAttestations(stored, {
        trust,
        policy,
        format,
        image: { reference: formatRepository(repository), digest: subject },
        legacy: true,
        signature: false,
        predicateTypes: [predicateType],
      });
      if (verified === undefined) continue;
      const { statement, signatory, logIndex, signedAt } = verified;
      return { reference, predicateType, predicate: statement.predicate, signatory, logIndex, signedAt };
    } catch (thrown) {
      if (!(thrown instanceof PolicyError)) throw thrown;
      reason ??= thrown;
    }
  }
  throw (
    reason?.at({ reference }) ??
    new MirrorError('MIRROR_INTERNAL', 'a kind of statement without a predicate type')
  );
}

async function platformManifest(
  reader: RepositoryReader,
  digest: string,
  platform: Platform,
  reference: string,
): Promise<string> {
  const { platforms } = await planImage(reader, await reader.manifest(digest), 'all');
  const found = platforms.find((one) => matchesPlatform(one.platform, platform));
  if (found !== undefined) return found.descriptor.digest;
  const there = platforms.map((one) => formatPlatform(one.platform)).join(', ');
  throw new MirrorError('MIRROR_PLATFORM_MISSING', `${reference} has no ${formatPlatform(platform)}`, {
    hint: there === '' ? 'Its platform is not known: leave out --platform.' : `It has ${there}.`,
  });
}
