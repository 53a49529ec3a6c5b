import type { MissingPlatform } from '@multiarch-mirror/core';
import type { GlobalOptions } from './global-options.ts';

/** `--keep` and `--destination` are those of the entry. */
export interface AddOptions extends GlobalOptions {
  name?: string | undefined;
  tags?: string[] | undefined;
  semver?: string | undefined;
  regex?: string | undefined;
  exclude?: string[] | undefined;
  /** Undefined: as proposed. */
  latest?: boolean | undefined;
  prereleases?: boolean | undefined;
  platforms?: string[] | undefined;
  missingPlatform?: MissingPlatform | undefined;
  /** Takes what is proposed. */
  yes?: boolean | undefined;
  dryRun?: boolean | undefined;
}
