import { type ExportedImage, exportedImages, validateManifest } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import { matches } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { pluginValidators } from '../plugin-validators.ts';
import { Refusal } from '../refusal.ts';
import type { CheckedManifest } from './check-manifest.ts';
import { givenKey, keyAndIdentity } from './given-key.ts';
import { type ImportCommandOptions, type Requirable, requirable } from './import-options.ts';

/**
 * The manifest that an export and the command line come to: every image of the export that the patterns name, with all its tags.
 * @throws Refusal where the command line lacks something
 */
export async function withoutManifest(
  io: Io,
  directory: string,
  patterns: readonly string[],
  options: ImportCommandOptions,
): Promise<CheckedManifest> {
  const { identity, issuer, key, destination, require = requirable } = options;
  const by = key === undefined ? 'identity' : 'key';
  const needed = { ...(by === 'identity' && { issuer }), destination, 'trusted-root': options.trustedRoot };
  const missing = Object.entries(needed).flatMap(([name, value]) =>
    value === undefined ? [`--${name}`] : [],
  );
  if (missing.length > 0) {
    const hint = `Without a manifest they are needed; with one leave out --${by}.`;
    const error = new MirrorError('MIRROR_USAGE_MISSING', `--${by} needs ${missing.join(' and ')}`, { hint });
    throw new Refusal([error], exitCodes.usage);
  }
  if (key !== undefined) {
    if ((identity ?? issuer) !== undefined) throw keyAndIdentity();
    await givenKey(io, key);
  }
  const wanted = (name: string): boolean =>
    patterns.length === 0 || patterns.some((pattern) => matches(name, pattern));
  const images = await exportedImages(directory, wanted);
  const manifest = {
    version: 1,
    destination,
    images: images.map((image) => ({
      ...entryOf(image),
      plugins: chainOf(image, require, { identity, issuer, key }),
    })),
  };
  const result = validateManifest(JSON.stringify(manifest), {
    file: 'the command line',
    plugins: pluginValidators,
    environment: io.environment,
    unset: 'error',
  });
  return { file: 'the command line', result };
}

/** Where it comes from originally nobody asks; the name may be one below another host. */
function entryOf({ name, tags, origin }: ExportedImage): Record<string, unknown> {
  return { name, source: origin ?? `localhost/${name}`, tags, platforms: 'all', missingPlatform: 'allow' };
}

/** What has to be there, each by the plugin that would make it, and whose it has to be. */
function chainOf(
  { sbom }: ExportedImage,
  require: readonly Requirable[],
  whose: Pick<ImportCommandOptions, 'identity' | 'issuer' | 'key'>,
): Record<string, unknown>[] {
  const { key } = whose;
  const plugins: Record<Requirable, Record<string, unknown>> = {
    sbom: { use: 'trivy-sbom', with: { format: sbom } },
    signature: { use: 'cosign-sign', with: key === undefined ? {} : { mode: 'key', key } },
    provenance: { use: 'slsa-provenance' },
  };
  return [...require.map((kind) => plugins[kind]), { use: 'verify', with: whose }];
}
