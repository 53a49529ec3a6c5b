import { isTag, parseReference, type RepositoryName } from '@multiarch-mirror/oci/names';

/** Where a reference of `sources` has the tag. */
export const placeholder = '{tag}';

/** The reference that a template of an assembly (`docker.io/acme/app:{tag}-arm64`) names for a tag. */
export function fillTemplate(template: string, tag: string): string {
  return template.replaceAll(placeholder, tag);
}

/** The repository of a template that a manifest has been let through with: the same for every tag. */
export function templateRepository(template: string): RepositoryName {
  return parseReference(fillTemplate(template, 'tag')).repository;
}

/**
 * The reverse: from what a listing has, the tag for which the template names it (`1.0.0-arm64` → `1.0.0`). Undefined where there is none,
 * as for `1.0.0-amd64`, which is nobody's business here.
 */
export function templateReader(template: string): (listed: string) => string | undefined {
  const start = template.lastIndexOf(':', template.indexOf(placeholder)) + 1;
  const pieces = template.slice(start).split(placeholder);
  const [before = ''] = pieces;
  const fixed = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const places = pieces.length - 1;
  return (listed) => {
    const length = (listed.length - fixed) / places;
    const tag = listed.slice(before.length, before.length + length);
    return isTag(tag) && pieces.join(tag) === listed ? tag : undefined;
  };
}
