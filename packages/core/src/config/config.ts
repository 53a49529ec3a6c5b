import type { Platform, RepositoryName } from '@multiarch-mirror/oci/names';
import type { Locator } from './manifest-document.ts';

/** A place in the manifest file, one-based. */
export interface SourcePosition {
  line: number;
  column: number;
}

/** The manifest after validation: every default applied, every reference parsed. `contract.md`'s shapes, made explicit. */
export interface Config {
  /** The manifest as the user named it, for messages. */
  file: string;
  /** Absolute: what relative paths in the manifest start from. */
  directory: string;
  /** The namespace below which images land. */
  destination: RepositoryName;
  /** The chain of every image that does not replace it. */
  plugins: PluginUse[];
  images: ImageConfig[];
  attestations: { format: AttestationFormat };
  /** The namespace in which images were signed that were brought here. */
  origin?: RepositoryName;
  sigstore: SigstoreConfig;
  /** By `host[:port]`. */
  registries: Record<string, RegistryConfig>;
}

export type AttestationFormat = 'both' | 'bundle' | 'legacy';
/** By what registries are reached: this program's own client, or the `oras` command line. */
type TransportName = 'native' | 'oras';
export type MissingPlatform = 'fail' | 'wait' | 'warn' | 'allow';

export interface ImageConfig {
  name: string;
  /** Where the entry stands in the manifest. */
  position: SourcePosition;
  source: ImageSource;
  /** The repository that the image fills. */
  repository: RepositoryName;
  /** The repository in which it was signed, where that may be another one. */
  origin?: RepositoryName;
  tags: TagSelector;
  platforms: Platform[] | 'all';
  missingPlatform: MissingPlatform;
  transport: TransportName;
  /** Bring along what upstream has attached to its digests. */
  upstreamReferrers: boolean;
  /** The chain, in order. Empty: copy only. */
  plugins: PluginUse[];
  /** Milliseconds; 0 when unset. */
  minimumAge: number;
  deny: DenyRule[];
}

/** One repository, or one reference for each platform. */
export type ImageSource =
  | { kind: 'repository'; repository: RepositoryName }
  | {
      kind: 'assembly';
      /** In the manifest's order. `template` holds `{tag}`, or names one fixed reference. */
      parts: { platform: Platform; template: string }[];
      /** Index into `parts`: whose listing a window selects from. */
      tagsFrom: number;
    };

export type TagSelector =
  | { kind: 'literal'; tags: string[]; mutable?: boolean }
  | {
      kind: 'window';
      /** Exactly one of the two. */
      semver?: string;
      regex?: string;
      exclude: string[];
      /** How many of the highest versions; undefined: all. */
      keep?: number;
      latest: boolean | { downgrade: boolean };
      prereleases: boolean;
      aliases: boolean;
      mutable?: boolean;
    };

export type DenyRule = ({ tag: string } | { digest: string }) & { reason: string };

/** An entry of `plugins:`. */
export interface PluginUse {
  use: string;
  options: Record<string, unknown>;
  /** `validateManifest` knew the plugin and has checked `options`; otherwise they are checked when the plugin is loaded. */
  checked?: boolean;
  position: SourcePosition;
  /** Finds what stands where in the entry; set by `validateManifest`. */
  locator?: Locator;
}

export interface SigstoreConfig {
  fulcio?: string;
  rekor?: string;
  rekorVersion?: 1 | 2;
  timestamp?: string;
  issuer?: string;
  /** Absolute path of `root`. */
  tuf?: { mirror: string; root: string };
  /** Absolute path. */
  trustedRoot?: string;
  /** Milliseconds. */
  timeout?: number;
}

export interface RegistryConfig {
  concurrency?: number;
  insecure?: boolean;
  auth?: { username: string; password: string };
  /** Absolute path of a PEM file. */
  ca?: string;
  /** Milliseconds. */
  timeout?: number;
}
