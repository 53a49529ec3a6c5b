import { MirrorError } from '@multiarch-mirror/errors';
import { childRepository, SharedLayout } from '@multiarch-mirror/oci';

/** An image of an export, by what the layout says of it: nothing of it is verified. */
export interface ExportedImage {
  name: string;
  tags: string[];
  /** The repository that it is said to come from. */
  origin?: string;
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
  for (const { name, tag, origin } of await layout.tags()) {
    if (!wanted(name)) continue;
    const image = images.get(name) ?? { name, tags: [], ...(origin !== undefined && { origin }) };
    if (!image.tags.includes(tag)) image.tags.push(tag);
    images.set(name, image);
  }
  for (const { name } of images.values()) checkName(directory, name);
  return [...images.values()];
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
