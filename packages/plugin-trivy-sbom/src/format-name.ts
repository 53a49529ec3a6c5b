import { predicateTypes } from '@multiarch-mirror/attest/statements';

export type FormatName = 'spdx' | 'cyclonedx';

/** What is known of a format before any document is made. */
interface FormatTraits {
  readonly predicateType: string;
  /** Changes when the documents do: published images are then looked at again. */
  readonly fingerprint: string;
  /** The format whose documents it takes the place of. */
  readonly other: FormatName;
}

export const formatTraits: Record<FormatName, FormatTraits> = {
  spdx: { predicateType: predicateTypes.spdx, fingerprint: 'spdx-2.3', other: 'cyclonedx' },
  cyclonedx: { predicateType: predicateTypes.cyclonedx, fingerprint: 'cyclonedx', other: 'spdx' },
};
