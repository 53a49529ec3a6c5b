import { type ExportedImage, exportedImages, validateManifest } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import { matches } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { pluginValidators } from '../plugin-validators.ts';
import { Refusal } from '../refusal.ts';
import type { CheckedManifest } from './check-manifest.ts';
import { type ImportCommandOptions, pluginsFor, requirable } from './import-options.ts';

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
  const { identity, issuer, destination, require = requirable } = options;
  const missing = Object.entries({ issuer, destination, 'trusted-root': options.trustedRoot }).flatMap(
    ([name, value]) => (value === undefined ? [`--${name}`] : []),
  );
  if (missing.length > 0) {
    const hint = 'Without a manifest they are needed; with one leave out --identity.';
    const error = new MirrorError('MIRROR_USAGE_MISSING', `--identity needs ${missing.join(' and ')}`, {
      hint,
    });
    throw new Refusal([error], exitCodes.usage);
  }
  const wanted = (name: string): boolean =>
    patterns.length === 0 || patterns.some((pattern) => matches(name, pattern));
  const images = await exportedImages(directory, wanted);
  const manifest = {
    version: 1,
    destination,
    plugins: [...require.map((kind) => pluginsFor[kind]), { use: 'verify', with: { identity, issuer } }],
    images: images.map((image) => entryOf(image)),
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
