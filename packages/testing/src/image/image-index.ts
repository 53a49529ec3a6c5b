import type { Descriptor, RawManifest } from '@multiarch-mirror/oci';
import type { BuiltArtifact } from './artifact.ts';
import { type DigestAlgorithm, manifestOf } from './blob.ts';
import { attestationOf } from './build-attestation.ts';
import type { BuiltImage } from './image.ts';
import { formatTypes, type ImageFormat } from './image-format.ts';

/** An index or manifest list and all that it names. */
export interface BuiltIndex {
  kind: 'index';
  manifest: RawManifest;
  members: BuiltManifest[];
}

export type BuiltManifest = BuiltImage | BuiltIndex | BuiltArtifact;

export interface IndexOptions {
  /** Default: `oci`. */
  format?: ImageFormat;
  annotations?: Record<string, string>;
  /** For each image an attestation manifest of platform `unknown/unknown`, as BuildKit writes them. Default: false. */
  attestations?: boolean;
  /** Annotations of a member's descriptor. */
  annotate?: (member: BuiltManifest) => Record<string, string> | undefined;
  subject?: Descriptor;
  digest?: DigestAlgorithm;
}

/** An index of images, of artifacts, and of indexes where one shall be nested. */
export function buildIndex(members: BuiltManifest[], options: IndexOptions = {}): BuiltIndex {
  const mediaType = formatTypes[options.format ?? 'oci'].index;
  const attestations =
    options.attestations === true
      ? members.flatMap((member) => (member.kind === 'image' ? [attestationOf(member)] : []))
      : [];
  const document = {
    schemaVersion: 2,
    mediaType,
    manifests: [
      ...members.map((member) => entryOf(member, options.annotate?.(member))),
      ...attestations.map(({ image, annotations }) => entryOf(image, annotations)),
    ],
    subject: options.subject,
    annotations: options.annotations,
  };
  const manifest = manifestOf(mediaType, document, options.digest);
  return { kind: 'index', manifest, members: [...members, ...attestations.map(({ image }) => image)] };
}

function entryOf(member: BuiltManifest, annotations: Record<string, string> | undefined): Descriptor {
  return {
    ...member.manifest.descriptor,
    ...(member.kind === 'image' ? { platform: member.platform } : {}),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
