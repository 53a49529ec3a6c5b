import { MirrorError } from '@multiarch-mirror/errors';
import type { RepositoryName } from '@multiarch-mirror/oci/names';
import type { Config, ImageConfig } from './config.ts';
import { checkDuplicateTags } from './duplicate-tags.ts';
import type { RawDefaults, RawManifest } from './raw-manifest.ts';
import { overrideDestination, resolveDestination } from './resolve-destination.ts';
import { type ImageSurroundings, resolveImage } from './resolve-image.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import { resolveRegistries } from './resolve-registries.ts';
import { resolveSigstore } from './resolve-sigstore.ts';
import type { Resolver } from './resolver.ts';
import { reportUnset } from './unset.ts';
import { checkUnsupported } from './unsupported.ts';
import { usedRegistries } from './used-registries.ts';
import type { ValidateOptions } from './validate-options.ts';

/**
 * Applies defaults, the environment and the command line, and checks what a schema cannot. Parts in which the schema found faults
 * are passed over, so that the faults of all others are still found.
 */
export function resolveManifest(value: object, options: ValidateOptions, resolver: Resolver): Config {
  const raw = soundParts(value, resolver);
  const strict = options.unset !== 'warning';
  const format = raw.attestations?.format ?? 'both';
  const { sigstore, unset } = resolveSigstore(raw.sigstore ?? {}, format, resolver);
  const { registries, unset: unsetByRegistry } = resolveRegistries(raw.registries ?? {}, resolver);
  const { destination, surroundings } = resolveSurroundings(raw, options, strict, resolver);
  const images = new Map<number, ImageConfig>();
  for (const [index, entry] of (raw.images ?? []).entries()) {
    if (entry === undefined || resolver.isSpoiled(['images', index])) continue;
    const image = resolveImage(entry, index, surroundings, resolver);
    if (image !== undefined) images.set(index, image);
  }
  checkDuplicateTags(images, resolver);
  checkUnsupported(raw, resolver);
  const config: Config = {
    file: options.file,
    directory: resolver.document.directory,
    destination,
    plugins: surroundings.plugins,
    images: [...images.values()],
    attestations: { format },
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

/** The manifest without the parts that the schema refused. Images stay, for their indexes: they are looked at one by one. */
function soundParts(value: object, resolver: Resolver): Partial<RawManifest> {
  const kept = Object.entries(value).filter(([key, part]) => {
    if (key === 'images') return Array.isArray(part) && !resolver.isSpoiled(['defaults']);
    return key === 'registries' ? isMap(part) : !resolver.isSpoiled([key]);
  });
  return Object.fromEntries(kept);
}

function isMap(part: unknown): boolean {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
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
