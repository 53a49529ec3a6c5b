import type { SbomFormat } from '../sbom-format.ts';
import { readSystems } from './join-systems.ts';
import { merge } from './merge.ts';
import { normalise } from './normalise.ts';
import { parseDocument } from './parse.ts';
import type { SpdxDocument } from './spdx-document.ts';
import { trims } from './trim.ts';

/** SPDX 2.3 as JSON (spdx-spec v2.3). */
export const spdx: SbomFormat<SpdxDocument> = {
  trivyName: 'spdx-json',
  parse: parseDocument,
  normalise,
  merge,
  trims,
  systems: ({ packages }) => readSystems(packages),
};
