import { printable } from '@multiarch-mirror/errors';
import { shorten } from './quantity.ts';

/** How lines name an image: `mattermost:10.3.1, latest`. */
export function imageLabel({ image, tags }: { image: string; tags: readonly string[] }): string {
  const name = printable(image);
  return tags.length === 0 ? name : `${name}:${shorten(tags.map(printable), 4)}`;
}

/** The tag at the end of a reference; undefined for a repository alone. */
export function tagOf(reference: string): string | undefined {
  return /:([^:/@]+)(?:@[^/]*)?$/.exec(reference)?.[1];
}
