import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { splitDigest } from '../digest.ts';
import type { LayoutMember, MemberEdit } from '../layout/layout-member.ts';
import { blobsOf, parseImageIndex, type RawManifest, referrerDescriptor, subjectOf } from '../manifest.ts';
import { isIndex } from '../media-types.ts';
import { isTag } from '../reference.ts';
import type { RepositoryReader } from '../repository.ts';
import { atSide } from './side.ts';
import { cosignSuffixes } from './upstream-referrers.ts';

/** How attestations of attestations are followed. */
const depthLimit = 4;

/** What was brought of what is attached to a digest. */
export interface AttachedCopy {
  /** What `index.json` is to say of it: nothing says so yet. */
  edit: Required<MemberEdit>;
  /** Manifests that the layout lacked. */
  copied: number;
}

interface Attaching {
  from: RepositoryReader;
  to: LayoutMember;
  copied: number;
  tags: Map<string, Descriptor | undefined>;
  referrers: Descriptor[];
  remove: string[];
  seen: Set<string>;
}

/**
 * Brings what is attached to a digest into a layout: its referrers with their own, and the manifests under cosign's tags. What stands
 * in the layout and is gone from the repository is named to be removed.
 */
export async function copyAttached(
  from: RepositoryReader,
  to: LayoutMember,
  subject: Descriptor,
): Promise<AttachedCopy> {
  const copy: Attaching = {
    from,
    to,
    copied: 0,
    tags: new Map(),
    referrers: [],
    remove: [],
    seen: new Set(),
  };
  await copyReferrers(copy, subject, 0);
  const { algorithm, hex } = splitDigest(subject.digest);
  const names = cosignSuffixes.map((suffix) => `${algorithm}-${hex}.${suffix}`).filter(isTag);
  await Promise.all(names.map((tag) => copyTag(copy, tag)));
  const { copied, tags, referrers, remove } = copy;
  return { copied, edit: { tags, referrers, remove } };
}

async function copyTag(copy: Attaching, tag: string): Promise<void> {
  const found = await atSide('source', () => copy.from.resolve(tag));
  copy.tags.set(tag, found);
  if (found !== undefined) await bring(copy, found.digest);
}

async function copyReferrers(copy: Attaching, subject: Descriptor, depth: number): Promise<void> {
  const { from, to, seen } = copy;
  if (depth >= depthLimit || seen.has(subject.digest)) return;
  seen.add(subject.digest);
  const standing = new Set((await to.referrers(subject.digest)).map(({ digest }) => digest));
  const listed = await atSide('source', () => from.referrers(subject.digest));
  const there: Descriptor[] = [];
  for (const entry of listed) {
    if (!standing.has(entry.digest)) {
      // The list is a hint: it may name what is gone, or what is about something else.
      if ((await atSide('source', () => from.resolve(entry.digest))) === undefined) continue;
      const raw = await bring(copy, entry.digest);
      if (subjectOf(raw)?.digest !== subject.digest) continue;
      copy.referrers.push(referrerDescriptor(raw));
    }
    there.push(plainDescriptor(entry));
  }
  copy.remove.push(...[...standing].filter((digest) => !there.some((entry) => entry.digest === digest)));
  for (const entry of there) await copyReferrers(copy, entry, depth + 1);
}

/** A manifest with everything below it, from the layout where it is there whole. */
async function bring(copy: Attaching, digest: string): Promise<RawManifest> {
  const { from, to } = copy;
  const known = (await to.resolve(digest)) !== undefined;
  const raw = known ? await to.manifest(digest) : await atSide('source', () => from.manifest(digest));
  if (isIndex(raw.descriptor.mediaType)) {
    for (const child of parseImageIndex(raw).manifests) await bring(copy, child.digest);
  } else {
    for (const blob of blobsOf(raw)) {
      await atSide('destination', () => to.pushBlob(blob, () => atSide('source', () => from.blob(blob))));
    }
  }
  if (!known) {
    await atSide('destination', () => to.pushManifest(raw));
    copy.copied += 1;
  }
  return raw;
}
