import type { FormatName } from './format-name.ts';
import type { SbomFormat } from './sbom-format.ts';

/** What makes documents of a format; a run that makes none of the other loads nothing of it. */
export async function loadFormat(name: FormatName): Promise<SbomFormat> {
  return name === 'spdx'
    ? (await import('./spdx/format.ts')).spdx
    : (await import('./cyclonedx/format.ts')).cyclonedx;
}
