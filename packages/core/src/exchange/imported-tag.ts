import { createHash } from 'node:crypto';
import { formatPlatform, formatReference, type LayoutMember } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { type ImageRoot, originOf, platformDigests } from '../image/root.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { RecordedTag } from '../record/record.ts';
import type { Session } from '../session/session.ts';

const suffixes = ['sig', 'att', 'sbom'];

/** What is attached to an image in a layout, in short: it is the same as long as nothing was attached anew. */
export async function attachmentsOf(member: LayoutMember, root: ImageRoot): Promise<string> {
  const subjects = [...root.platforms.map(({ descriptor }) => descriptor.digest), root.raw.descriptor.digest];
  const lines: string[] = [];
  for (const subject of subjects) {
    lines.push(...(await member.referrers(subject)).map(({ digest }) => digest).sort());
    for (const suffix of suffixes) {
      const found = await member.resolve(`${subject.replace(':', '-')}.${suffix}`);
      if (found !== undefined) lines.push(found.digest);
    }
  }
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

/** What the record says of a tag that was imported, so that neither a run nor the next import looks closely. */
export function importedTag(
  session: Session,
  image: ImageConfig,
  imported: {
    tag: string;
    root: ImageRoot;
    upstream: UpstreamReference[];
    attached: string;
    follows?: string;
  },
): RecordedTag {
  const { tag, root, upstream, attached, follows } = imported;
  const platforms = platformDigests(root);
  const asked = image.platforms === 'all' ? [] : image.platforms.map(formatPlatform);
  return {
    digest: root.raw.descriptor.digest,
    upstream: upstream.length > 0 ? upstream : assumed(image, follows ?? tag, root),
    platforms,
    missing: asked.filter((platform) => !platforms.some((found) => found.platform === platform)),
    content: contentFingerprint(image),
    chain: session.chain(image).fingerprint,
    ...(follows !== undefined && { follows }),
    imported: attached,
  };
}

/** Without provenance: an index that was rebuilt names its origin, any other is upstream's own. */
function assumed(image: ImageConfig, tag: string, { raw }: ImageRoot): UpstreamReference[] {
  if (image.source.kind !== 'repository') return [];
  const { annotations } = JSON.parse(Buffer.from(raw.bytes).toString('utf8')) as {
    annotations?: Record<string, string>;
  };
  const digest = originOf(annotations).digest ?? raw.descriptor.digest;
  return [{ reference: formatReference({ repository: image.source.repository, tag }), digest }];
}
