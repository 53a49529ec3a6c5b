import type { Registry } from '@multiarch-mirror/testing';

interface Document {
  manifests?: { digest: string; platform?: unknown; annotations?: Record<string, string> }[];
  layers?: unknown[];
}

/** How many of each are attached to something: bundles by their predicate type, layers of the legacy tags. */
type Attached = Record<string, number>;

const sign = 'https://sigstore.dev/cosign/sign/v1';
const spdx = 'https://spdx.dev/Document';
const platform = { [sign]: 1, [spdx]: 1 };

/** Of a complete image of two platforms, in both sets: everything that the chain of the production manifest attaches, each once. */
export const completeImage: readonly Attached[] = [
  {
    [sign]: 1,
    [spdx]: 1,
    'https://slsa.dev/provenance/v1': 1,
    'https://slsa.dev/provenance/v0.2': 1,
    '.sig': 1,
    '.att': 3,
  },
  platform,
  platform,
];

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
