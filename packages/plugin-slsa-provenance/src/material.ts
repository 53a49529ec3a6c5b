import type { ImageContext } from '@multiarch-mirror/core/plugin';
import { formatRepository, parseReference } from '@multiarch-mirror/oci/names';
import type { ManifestSource } from './manifest-source.ts';

/** Something that the copy was made from (SLSA v1 ResourceDescriptor; v0.2 knows `uri` and `digest` of it). */
export interface Material {
  name?: string;
  uri: string;
  digest?: Record<string, string>;
}

/** What each upstream reference stood for, then each platform's manifest, once each. */
export function imageMaterials({
  upstream,
  platforms,
}: Pick<ImageContext, 'upstream' | 'platforms'>): Material[] {
  const roots = upstream.map(({ reference, digest }) => ({
    name: reference,
    ...imageMaterial(reference, digest),
  }));
  const manifests = platforms.flatMap(({ platform, descriptor }) => {
    // An assembly names one reference for each platform.
    const origin = upstream.find((one) => one.platform === platform) ?? upstream[0];
    return origin === undefined
      ? []
      : [{ name: platform, ...imageMaterial(origin.reference, descriptor.digest) }];
  });
  const unique = new Map<string, Material>();
  for (const material of [...roots, ...manifests]) {
    if (!unique.has(material.uri)) unique.set(material.uri, material);
  }
  return [...unique.values()];
}

/** The manifest's commit. */
export function configMaterial({ repository, ref, commit }: ManifestSource): Material {
  const uri = `git+${repository}${ref === undefined ? '' : `@${ref}`}`;
  return { name: 'manifest', uri, digest: { gitCommit: commit } };
}

/** Tools whose output is in the attestations. */
export function toolMaterials(tools: ReadonlyMap<string, string>): Material[] {
  return [...tools].map(([name, version]) => ({
    name,
    uri: `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}`,
  }));
}

/** `oci://REPOSITORY@sha256:…`; a layout on disk keeps its `oci:DIRECTORY`. */
function imageMaterial(reference: string, digest: string): Required<Omit<Material, 'name'>> {
  const { repository } = parseReference(reference);
  const name = formatRepository(repository);
  const [algorithm = '', hex = ''] = digest.split(':');
  return {
    uri: `${repository.transport === 'registry' ? `oci://${name}` : name}@${digest}`,
    digest: { [algorithm]: hex },
  };
}
