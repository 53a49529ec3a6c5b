import type { MissingPlatform } from '../config/config.ts';

/** A window as an entry writes it: only what differs from the defaults. */
export interface EntryWindow {
  semver?: string;
  regex?: string;
  exclude?: readonly string[];
  keep?: number;
  latest?: boolean;
  prereleases?: boolean;
}

/** An entry of `images:` as it is to stand in the manifest. */
export interface ManifestEntry {
  name?: string;
  source: string;
  tags: readonly string[] | EntryWindow;
  platforms?: readonly string[] | 'all';
  missingPlatform?: MissingPlatform;
  destination?: string;
}

/** The fields of an entry, in the order in which they stand where nothing else is seen. */
export const entryFields = ['name', 'source', 'tags', 'platforms', 'missingPlatform', 'destination'] as const;

export type EntryField = (typeof entryFields)[number];
