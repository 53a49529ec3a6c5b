import type { Config } from './config.ts';
import { validateManifest } from './validate-manifest.ts';
import type { ValidateOptions } from './validate-options.ts';

export const options: ValidateOptions = { file: '/etc/mirror/m.yaml', environment: {} };

/** A manifest with one image, and what is added to it. */
export function manifest(more: string, image = '{source: docker.io/acme/app, tags: ["1.0.0"]}'): string {
  return `version: 1\ndestination: ghcr.io/acme/mirror\nimages:\n  - ${image}\n${more}`;
}

export function configOf(text: string, more: Partial<ValidateOptions> = {}): Config {
  const { config, errors } = validateManifest(text, { ...options, ...more });
  if (config === undefined) throw new Error(errors.map((error) => error.describe()).join('\n'));
  return config;
}

/** `LINE:COLUMN CODE` of every error. */
export function faults(text: string, more: Partial<ValidateOptions> = {}): string[] {
  return (validateManifest(text, { ...options, ...more }).errors ?? []).map(
    ({ code, place }) => `${place.line}:${place.column} ${code.replace('MIRROR_CONFIG_', '')}`,
  );
}
