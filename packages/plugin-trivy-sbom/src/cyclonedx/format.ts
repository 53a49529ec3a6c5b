import type { SbomFormat } from '../sbom-format.ts';
import type { Bom } from './bom.ts';
import { isSystem } from './join-systems.ts';
import { merge } from './merge.ts';
import { normalise } from './normalise.ts';
import { parseBom } from './parse.ts';
import { trims } from './trim.ts';

/** CycloneDX as JSON, of the version that Trivy writes. */
export const cyclonedx: SbomFormat<Bom> = {
  trivyName: 'cyclonedx',
  parse: parseBom,
  normalise,
  merge,
  trims,
  systems: ({ components }) =>
    components.filter(isSystem).map(({ name, version = '' }) => `${name} ${version}`.trim()),
};
