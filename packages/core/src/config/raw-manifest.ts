import type { Static } from 'typebox';
import type { manifest } from './schema/manifest.ts';

/**
 * The manifest as it is written, without what the schema has refused. So a member that has to be there may still be missing, and the
 * small maps that have one are partial here.
 */
export type RawManifest = Static<typeof manifest>;
export type RawImage = RawManifest['images'][number];
export type RawDefaults = NonNullable<RawManifest['defaults']>;
export type RawPlatforms = NonNullable<RawDefaults['platforms']>;
export type RawTags = NonNullable<RawDefaults['tags']>;
export type RawPlugins = NonNullable<RawManifest['plugins']>;
type Sigstore = NonNullable<RawManifest['sigstore']>;
export type RawSigstore = Omit<Sigstore, 'tuf'> & { tuf?: Partial<NonNullable<Sigstore['tuf']>> };
type Registry = NonNullable<RawManifest['registries']>[string];
export type RawRegistry = Omit<Registry, 'auth'> & { auth?: Partial<NonNullable<Registry['auth']>> };
