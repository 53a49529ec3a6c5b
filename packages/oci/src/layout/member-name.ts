import type { Descriptor } from '../descriptor.ts';
import { isTag } from '../reference.ts';
import { refName } from './layout-index.ts';

/** The annotation by which a referrer belongs to one of the repositories of a shared layout. */
export const memberName = 'io.github.multiarch-mirror.layout.repository';
/** What containerd, podman and BuildKit write beside the tag: the image's reference in full. */
const imageName = 'io.containerd.image.name';

/** An entry of a shared layout that has a tag. */
export interface SharedTag {
  /** The repository's name in the layout. */
  name: string;
  tag: string;
  digest: string;
  /** The repository in full that the entry says it comes from: a claim, which nothing proves. */
  origin?: string;
}

/** The annotations of a tag's entry: `NAME:TAG` as its name (image-spec, annotations.md), and the reference in full. */
export function tagAnnotations(
  name: string,
  tag: string,
  origin: string | undefined,
): Record<string, string> {
  return {
    [refName]: `${name}:${tag}`,
    ...(origin !== undefined && { [imageName]: `${origin}:${tag}` }),
  };
}

/** What an entry stands for; undefined for one without a name of this form. */
export function sharedTag({ digest, annotations = {} }: Descriptor): SharedTag | undefined {
  const text = annotations[refName] ?? '';
  const colon = text.lastIndexOf(':');
  const [name, tag] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (name === '' || !isTag(tag)) return undefined;
  const full = annotations[imageName];
  const origin = full?.endsWith(`:${tag}`) === true ? full.slice(0, -tag.length - 1) : undefined;
  return { name, tag, digest, ...(origin !== undefined && { origin }) };
}

/** The digest whose attestations stand under a tag, as cosign and the distribution-spec name it; undefined for other tags. */
export function attachedTo(tag: string): string | undefined {
  const [, algorithm, hex] = /^(sha256|sha512)-([0-9a-f]{64,128})(?:\.(?:sig|att|sbom))?$/.exec(tag) ?? [];
  return algorithm === undefined ? undefined : `${algorithm}:${hex}`;
}
