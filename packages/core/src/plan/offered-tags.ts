import type { RepositoryName } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { templateReader, templateRepository } from '../config/tag-template.ts';
import type { Session } from '../session/session.ts';

/** What a source has to select from. */
export interface OfferedTags {
  tags: string[];
  /** What stands in the listing, and is no tag by the template of the assembly. */
  unfit: string[];
}

/** Where an image's tags are listed: its source, or the one that `tagsFrom` names. */
export function listingOf({ source }: ImageConfig): RepositoryName {
  return source.kind === 'repository' ? source.repository : templateRepository(listedTemplate(source));
}

/** The tags of the listing, as the image calls them. One listing in a session, however many entries use it. */
export async function offeredTags(session: Session, image: ImageConfig): Promise<OfferedTags> {
  const listed = await session.upstreamTags(listingOf(image));
  const { source } = image;
  if (source.kind === 'repository' || listedTemplate(source).endsWith(':{tag}'))
    return { tags: listed, unfit: [] };
  const read = templateReader(listedTemplate(source));
  const offered: OfferedTags = { tags: [], unfit: [] };
  for (const name of listed) {
    const tag = read(name);
    if (tag === undefined) offered.unfit.push(name);
    else offered.tags.push(tag);
  }
  return offered;
}

function listedTemplate({ parts, tagsFrom }: ImageConfig['source'] & { kind: 'assembly' }): string {
  return parts[tagsFrom]?.template ?? '';
}
