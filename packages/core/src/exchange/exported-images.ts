import { predicateTypes } from '@multiarch-mirror/attest/statements';
import { MirrorError } from '@multiarch-mirror/errors';
import { childRepository, type RepositoryReader, SharedLayout } from '@multiarch-mirror/oci';

/** An image of an export, by what the layout says of it: nothing of it is verified. */
export interface ExportedImage {
  name: string;
  tags: string[];
  /** The repository that it is said to come from. */
  origin?: string;
  /** What kind of SBOM its tags have: there is one of each kind for tags that differ in it. */
  sbom: 'spdx' | 'cyclonedx';
}

/**
 * The images of an export whose names could be below a namespace.
 * @throws MirrorError MIRROR_REPOSITORY_UNKNOWN, MIRROR_LAYOUT_INVALID where there is no layout, or where a name is none
 */
export async function exportedImages(
  directory: string,
  wanted: (name: string) => boolean,
): Promise<ExportedImage[]> {
  const layout = new SharedLayout(directory, { strict: true });
  await layout.check();
  const images = new Map<string, ExportedImage>();
  for (const { name, tag, origin, digest } of await layout.tags()) {
    if (!wanted(name)) continue;
    const sbom = await sbomOf(layout.member(name), digest);
    const key = `${name} ${sbom}`;
    const image = images.get(key) ?? { name, tags: [], sbom, ...(origin !== undefined && { origin }) };
    if (!image.tags.includes(tag)) image.tags.push(tag);
    images.set(key, image);
  }
  for (const { name } of images.values()) checkName(directory, name);
  return [...images.values()];
}

/** What is attached says so; whatever cannot be read is named when it is verified. */
async function sbomOf(member: RepositoryReader, digest: string): Promise<ExportedImage['sbom']> {
  const { readAttestations } = await import('@multiarch-mirror/attest');
  try {
    const { bundles, legacyAttestations } = await readAttestations(member, digest);
    const types = new Set([...bundles, ...legacyAttestations].map(({ predicateType }) => predicateType));
    return types.has(predicateTypes.cyclonedx) && !types.has(predicateTypes.spdx) ? 'cyclonedx' : 'spdx';
  } catch {
    return 'spdx';
  }
}

function checkName(directory: string, name: string): void {
  try {
    childRepository({ transport: 'registry', registry: 'localhost', path: 'any' }, name);
  } catch (cause) {
    throw new MirrorError('MIRROR_LAYOUT_INVALID', `${JSON.stringify(name)} is no name of an image`, {
      place: { file: directory },
      hint: 'Somebody has changed the export; name the images that you want, and the others are left.',
      cause,
    });
  }
}
