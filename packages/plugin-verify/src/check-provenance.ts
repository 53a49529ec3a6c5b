import type { ImageContext } from '@multiarch-mirror/core/plugin';
import { PolicyError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference } from '@multiarch-mirror/oci/names';

/** What a provenance says that the image was made from. */
interface Material {
  uri?: string;
  digest?: Record<string, string>;
}

/**
 * Whether a provenance predicate, v1 or v0.2, is about this image: each platform's digest is among what it was made from, and something
 * of each upstream repository is.
 * @throws PolicyError MIRROR_PROVENANCE_FOREIGN
 */
export function checkProvenance(
  predicate: unknown,
  image: Pick<ImageContext, 'platforms' | 'upstream'>,
): void {
  const materials = materialsOf(predicate);
  const digests = new Set(
    materials.flatMap(({ digest }) => Object.entries(digest ?? {}).map((pair) => pair.join(':'))),
  );
  // Platforms are copied bit for bit; an index that was rebuilt may stand for several states of the upstream index.
  for (const { platform, descriptor } of image.platforms) {
    if (!digests.has(descriptor.digest))
      throw foreign(`it does not name the manifest of ${platform}, ${descriptor.digest}`);
  }
  for (const { reference } of image.upstream) {
    const repository = formatRepository(parseReference(reference).repository);
    const names = [`oci://${repository}@`, `${repository}@`];
    if (!materials.some(({ uri }) => names.some((name) => uri?.startsWith(name)))) {
      throw foreign(`it does not name ${repository}, where the image comes from`);
    }
  }
}

/** `buildDefinition.resolvedDependencies` in v1, `materials` in v0.2. */
function materialsOf(predicate: unknown): Material[] {
  const { buildDefinition, materials } = (predicate ?? {}) as {
    buildDefinition?: { resolvedDependencies?: unknown };
    materials?: unknown;
  };
  const found = buildDefinition?.resolvedDependencies ?? materials;
  return Array.isArray(found) ? (found as Material[]) : [];
}

function foreign(message: string): PolicyError {
  return new PolicyError(message, {
    code: 'MIRROR_PROVENANCE_FOREIGN',
    hint: 'Run `mirror run --deep` to attest the image anew.',
  });
}
