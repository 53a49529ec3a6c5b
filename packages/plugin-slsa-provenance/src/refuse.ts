import type { ImageContext } from '@multiarch-mirror/core/plugin';
import { buildType } from './build-type.ts';

/** What both versions say of how something was made, and of what. */
interface Predicate {
  buildDefinition?: { buildType?: unknown; resolvedDependencies?: unknown };
  buildType?: unknown;
  materials?: unknown;
}

/**
 * Why provenance that stands on an image and verifies is not what this plugin would write: another build type (that of the tool which
 * mirrored the image before, say), or another image. `undefined`: it is.
 */
export function refuse(
  { platforms }: Pick<ImageContext, 'platforms'>,
  predicate: unknown,
): string | undefined {
  const { buildDefinition, ...older } = (predicate ?? {}) as Predicate;
  const found = buildDefinition?.buildType ?? older.buildType;
  if (found !== buildType) return `its build type is ${typeof found === 'string' ? found : 'missing'}`;
  const materials = buildDefinition?.resolvedDependencies ?? older.materials;
  const named = JSON.stringify(materials ?? []);
  const absent = platforms.find(
    ({ descriptor: { digest } }) => !named.includes(digest.slice('sha256:'.length)),
  );
  return absent === undefined ? undefined : `it does not name the manifest of ${absent.platform}`;
}
