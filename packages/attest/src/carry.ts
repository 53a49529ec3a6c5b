import {
  type Descriptor,
  parseImageManifest,
  type Repository,
  type RepositoryReader,
} from '@multiarch-mirror/oci';
import type { Content } from './content.ts';
import { verifyImageSignature } from './image-signature.ts';
import { legacyTag, sameLayer } from './legacy-set.ts';
import { pushContent, writeLegacyTag } from './legacy-writer.ts';
import type { VerificationPolicy } from './policy.ts';
import { readAttestations, type StoredAttestations } from './read.ts';
import type { ImageIdentity } from './signer.ts';
import { type StoredStatement, verifyStored } from './stored-statement.ts';
import type { Trust } from './trust.ts';

interface CarryOptions {
  from: RepositoryReader;
  to: Repository;
  subject: Descriptor;
  /** Where the image lies now, and where it was signed. */
  image: ImageIdentity;
  trust: Trust;
  policy: VerificationPolicy;
}

/** How many attestations were brought, taken out, and left behind since nothing proves them. */
export interface Carried {
  brought: number;
  removed: number;
  left: number;
}

/**
 * Brings the attestations of a digest from one repository to another: those that verify, in both sets, as they are. Of those that
 * stand there already and verify as well, the ones that are not among them go: they were replaced where the image comes from. What
 * strangers attached there stays.
 */
export async function carryAttestations(options: CarryOptions): Promise<Carried> {
  const { from, to, subject } = options;
  const [source, standing] = await Promise.all([
    readAttestations(from, subject.digest),
    readAttestations(to, subject.digest),
  ]);
  const bundles = await carryBundles(options, source, standing);
  const layers = await Promise.all([
    carryTag(options, 'att', statementsOf(source, options), statementsOf(standing, options)),
    carryTag(options, 'sig', signaturesOf(source, options), signaturesOf(standing, options)),
  ]);
  const all = [bundles, ...layers];
  const ours = source.bundles.filter((one) => isOurs(one, options)).length;
  const unproven = source.bundles.length - ours + source.foreign.length;
  const sum = (key: 'brought' | 'removed'): number => all.reduce((total, one) => total + one[key], 0);
  return { brought: sum('brought'), removed: sum('removed'), left: unproven };
}

async function carryBundles(
  options: CarryOptions,
  source: StoredAttestations,
  standing: StoredAttestations,
): Promise<{ brought: number; removed: number }> {
  const { from, to, subject } = options;
  const ours = source.bundles.filter((one) => isOurs(one, options));
  const digests = new Set(ours.map(({ descriptor }) => descriptor.digest));
  const known = new Set(standing.bundles.map(({ descriptor }) => descriptor.digest));
  const remove = standing.bundles
    .filter((one) => !digests.has(one.descriptor.digest) && isOurs(one, options))
    .map(({ descriptor }) => descriptor.digest);
  const missing = [];
  for (const { descriptor } of ours) {
    if (known.has(descriptor.digest)) continue;
    const raw = await from.manifest(descriptor.digest);
    const { config, layers } = parseImageManifest(raw);
    for (const blob of [config, ...layers]) await to.pushBlob(blob, () => from.blob(blob));
    missing.push(raw);
  }
  if (missing.length + remove.length > 0) await to.pushReferrers(subject, missing, remove);
  return { brought: missing.length, removed: remove.length };
}

async function carryTag(
  { to, subject }: CarryOptions,
  set: 'sig' | 'att',
  source: Content[],
  standing: Content[],
): Promise<{ brought: number; removed: number }> {
  const isIn = (list: Content[], { descriptor }: Content): boolean =>
    list.some((other) => sameLayer(other.descriptor, descriptor));
  const add = source.filter((layer) => !isIn(standing, layer));
  const remove = standing.filter((layer) => !isIn(source, layer)).map(({ descriptor }) => descriptor);
  await Promise.all(add.map((layer) => pushContent(to, layer)));
  const layers = add.map(({ descriptor }) => descriptor);
  await writeLegacyTag(to, legacyTag(subject.digest, set), { add: layers, remove });
  return { brought: add.length, removed: remove.length };
}

/** The layers of `.att` that verify. */
function statementsOf(stored: StoredAttestations, options: CarryOptions): Content[] {
  return stored.legacyAttestations
    .filter((one) => isOurs(one, options))
    .map(({ descriptor, envelope = '' }) => ({ descriptor, bytes: Buffer.from(envelope) }));
}

/** The layers of `.sig` that verify. */
function signaturesOf(stored: StoredAttestations, options: CarryOptions): Content[] {
  return stored.legacySignatures
    .filter((one) => passes(() => verifyImageSignature(one, options)))
    .map(({ descriptor, payload }) => ({ descriptor, bytes: payload }));
}

function isOurs(stored: StoredStatement, { trust, policy, subject }: CarryOptions): boolean {
  return passes(() => verifyStored(stored, { trust, policy, subject: subject.digest }));
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
