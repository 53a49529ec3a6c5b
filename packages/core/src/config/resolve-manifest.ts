import { MirrorError } from '@multiarch-mirror/errors';
import type { RepositoryName } from '@multiarch-mirror/oci/names';
import { checkLog } from './check-log.ts';
import type { Config, ImageConfig } from './config.ts';
import { checkDuplicateTags } from './duplicate-tags.ts';
import type { RawDefaults, RawManifest } from './raw-manifest.ts';
import { overrideDestination, resolveDestination } from './resolve-destination.ts';
import { type ImageSurroundings, resolveImage } from './resolve-image.ts';
import { resolveOrigin } from './resolve-origin.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import { resolveRegistries } from './resolve-registries.ts';
import { resolveSigstore } from './resolve-sigstore.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';
import { reportUnset } from './unset.ts';
import { checkUpstreamReferrers } from './upstream-referrers.ts';
import { usedRegistries } from './used-registries.ts';
import type { ValidateOptions } from './validate-options.ts';

/**
 * Applies defaults, the environment and the command line, and checks what a schema cannot. `raw`: what the schema has left of it, so
 * that all its other faults are found too.
 */
export function resolveManifest(
  raw: Partial<RawManifest>,
  options: ValidateOptions,
  resolver: Resolver,
): Config {
  const strict = options.unset !== 'warning';
  const format = raw.attestations?.format ?? 'both';
  const { sigstore, unset } = resolveSigstore(raw.sigstore ?? {}, resolver);
  const { registries, unset: unsetByRegistry } = resolveRegistries(raw.registries ?? {}, resolver);
  const { destination, surroundings } = resolveSurroundings(raw, options, strict, resolver);
  const origin = resolveOrigin(raw, options, resolver);
  const images = new Map<number, ImageConfig>();
  for (const [index, entry] of soundEntries(raw.images)) {
    const image = resolveImage(entry, index, surroundings, resolver);
    if (image === undefined) continue;
    const signedIn = origin?.of(entry, image.name);
    images.set(index, { ...image, ...(signedIn !== undefined && { origin: signedIn }) });
  }
  if (Array.isArray(raw.images) && raw.images.length === 0) {
    resolver.issues.warning('MIRROR_CONFIG_NO_IMAGES', ['images'], 'images is empty: nothing is mirrored', {
      hint: 'Add one with `mirror add SOURCE`.',
    });
  }
  checkDuplicateTags(raw, images, resolver);
  checkUpstreamReferrers(raw, resolver);
  checkLog(raw, resolver);
  const config: Config = {
    file: options.file,
    directory: resolver.document.directory,
    destination,
    plugins: surroundings.plugins,
    images: [...images.values()],
    attestations: { format },
    ...(origin !== undefined && { origin: origin.namespace }),
    sigstore,
    registries,
  };
  const used = usedRegistries(config);
  for (const [host, variables] of unsetByRegistry)
    reportUnset(variables, strict && used.has(host), resolver.issues);
  const attests = config.images.some(({ plugins }) => plugins.length > 0);
  reportUnset(unset, strict && attests, resolver.issues);
  return config;
}

function resolveSurroundings(
  raw: Partial<RawManifest>,
  options: ValidateOptions,
  strict: boolean,
  resolver: Resolver,
): { destination: RepositoryName; surroundings: ImageSurroundings } {
  const defaults: RawDefaults = raw.defaults ?? {};
  checkKeep(options.keep, resolver);
  const override =
    options.destination === undefined ? undefined : parseOverride(options.destination, resolver);
  const general =
    override ?? resolveDestination(raw.destination ?? 'oci:unknown', ['destination'], strict, resolver);
  const usual =
    override ??
    (defaults.destination === undefined
      ? general
      : resolveDestination(defaults.destination, ['defaults', 'destination'], strict, resolver));
  const chain = resolvePlugins(raw.plugins ?? [], ['plugins'], resolver);
  return {
    destination: general,
    surroundings: {
      defaults,
      plugins:
        defaults.plugins === undefined
          ? chain
          : resolvePlugins(defaults.plugins, ['defaults', 'plugins'], resolver),
      destination: (own, path) =>
        override ?? (own === undefined ? usual : resolveDestination(own, path, strict, resolver)),
      keep: options.keep,
    },
  };
}

function checkKeep(keep: number | undefined, { issues }: Resolver): void {
  if (keep === undefined || (Number.isInteger(keep) && keep >= 1)) return;
  const message = `--keep is ${keep}, it must be a whole number of 1 or more`;
  issues.errors.push(new MirrorError('MIRROR_CONFIG_VALUE', message, { hint: 'Write a number from 1 up.' }));
}

/** Faults of the command line have no line in the manifest. */
function parseOverride(text: string, { issues }: Resolver): RepositoryName | undefined {
  try {
    return overrideDestination(text);
  } catch (thrown) {
    if (!(thrown instanceof MirrorError)) throw thrown;
    const details = thrown.hint === undefined ? {} : { hint: thrown.hint };
    issues.errors.push(
      new MirrorError('MIRROR_CONFIG_REFERENCE', `--destination: ${thrown.message}`, {
        cause: thrown,
        ...details,
      }),
    );
    return { transport: 'layout', directory: 'unknown' };
  }
}
