import type { Registry } from '@multiarch-mirror/testing';

interface Document {
  manifests?: { digest: string; platform?: unknown; annotations?: Record<string, string> }[];
  layers?: unknown[];
}

/** How many of each are attached to something: bundles by their predicate type, layers of the legacy tags. */
export type Attached = Record<string, number>;

/**
 * What is attached to the index that a tag leads to, and to each of its platforms, in a registry without the referrers API.
 * @throws Error where the tag leads nowhere
 */
export function attached(registry: Registry, repository: string, tag: string): Attached[] {
  const stored = registry.repository(repository);
  const read = (reference: string): Document => {
    const manifest = stored.manifest(reference);
    return manifest === undefined ? {} : (JSON.parse(Buffer.from(manifest.bytes).toString()) as Document);
  };
  const index = stored.tags.get(tag);
  if (index === undefined) throw new Error(`there is no ${tag}`);
  const subjects = [index, ...(read(index).manifests ?? []).map(({ digest }) => digest)];
  return subjects.map((subject) => {
    const name = subject.replace(':', '-');
    const found: Attached = {};
    for (const { annotations } of read(name).manifests ?? []) {
      const type = annotations?.['dev.sigstore.bundle.predicateType'] ?? 'unknown';
      found[type] = (found[type] ?? 0) + 1;
    }
    for (const suffix of ['.sig', '.att']) {
      const layers = read(`${name}${suffix}`).layers?.length;
      if (layers !== undefined) found[suffix] = layers;
    }
    return found;
  });
}
