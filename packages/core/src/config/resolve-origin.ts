import {
  childRepository,
  formatRepository,
  parseNamespace,
  type RepositoryName,
} from '@multiarch-mirror/oci/names';
import type { RawImage, RawManifest } from './raw-manifest.ts';
import { parseName } from './reference-hint.ts';
import { overrideDestination } from './resolve-destination.ts';
import type { Resolver } from './resolver.ts';
import type { ValidateOptions } from './validate-options.ts';

/** Where images were signed that were brought from there. */
export interface Origin {
  namespace: RepositoryName;
  /** The repository of one image. */
  of(image: RawImage, name: string): RepositoryName | undefined;
}

/**
 * What `attestations.origin` says, or the manifest's own destination where `--destination` names another one: the same manifest serves
 * on both sides of an air gap.
 */
export function resolveOrigin(
  raw: Partial<RawManifest>,
  options: Pick<ValidateOptions, 'destination'>,
  resolver: Resolver,
): Origin | undefined {
  const written = raw.attestations?.origin;
  if (written !== undefined) {
    const path = ['attestations', 'origin'];
    const form = 'Write registry[:port]/namespace, such as ghcr.io/acme/mirror.';
    const namespace = resolver.issues.attempt(path, () => parseName(written, parseNamespace, form));
    return namespace && { namespace, of: (_image, name) => child(namespace, name) };
  }
  if (options.destination === undefined || raw.destination === undefined) return undefined;
  const general = quietly(raw.destination, resolver);
  if (general === undefined || isSame(general, options.destination)) return undefined;
  const usual = raw.defaults?.destination;
  return {
    namespace: general,
    of: (image, name) => {
      const own = image.destination ?? usual;
      const namespace = own === undefined ? general : quietly(own, resolver);
      return namespace && child(namespace, name);
    },
  };
}

/** What a destination would be. It is not used, so nothing is said of variables that are unset. */
function quietly(text: string, resolver: Resolver): RepositoryName | undefined {
  try {
    const { text: expanded, unset, faulty } = resolver.expand(text, ['destination']);
    return unset.length > 0 || faulty ? undefined : overrideDestination(expanded);
  } catch {
    return undefined;
  }
}

function isSame(name: RepositoryName, override: string): boolean {
  try {
    return formatRepository(name) === formatRepository(overrideDestination(override));
  } catch {
    return true;
  }
}

function child(namespace: RepositoryName, name: string): RepositoryName | undefined {
  try {
    return childRepository(namespace, name);
  } catch {
    return undefined;
  }
}
