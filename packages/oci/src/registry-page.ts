import { profileOfHost } from './profiles/index.ts';
import { parseReference } from './reference.ts';

/**
 * The page on which a registry shows a repository, or one of its tags, to people; undefined where none is known.
 * @throws MirrorError MIRROR_REFERENCE_INVALID
 */
export function registryPage(reference: string): string | undefined {
  const { repository, tag } = parseReference(reference);
  if (repository.transport === 'layout') return undefined;
  const { registry, path } = repository;
  for (const page of profileOfHost(registry).pages) {
    const groups = page.name.exec(`${registry}/${path}`);
    if (groups === null) continue;
    const template = (tag === undefined ? undefined : page.tag) ?? page.repository;
    return template.replaceAll('$1', groups[1] ?? '').replaceAll('{tag}', encodeURIComponent(tag ?? ''));
  }
  return undefined;
}

/** Whether a registry counts each GET of a manifest against a limit. */
export function countsPulls(registry: string): boolean {
  return profileOfHost(registry).countsPulls;
}
