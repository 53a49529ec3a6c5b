import type { Static } from 'typebox';
import type { manifest } from './schema/manifest.ts';

/** The manifest as it is written, after the schema has found nothing wrong with it. */
export type RawManifest = Static<typeof manifest>;
export type RawImage = RawManifest['images'][number];
export type RawDefaults = NonNullable<RawManifest['defaults']>;
export type RawTags = NonNullable<RawDefaults['tags']>;
export type RawPlugins = NonNullable<RawManifest['plugins']>;
export type RawSigstore = NonNullable<RawManifest['sigstore']>;
export type RawRegistry = NonNullable<RawManifest['registries']>[string];
