import { readFileSync } from 'node:fs';
import { imageName, spdxTime } from '../../image-identity.ts';
import type { PlatformDocument } from '../../sbom-format.ts';
import { normalise } from '../normalise.ts';
import { parseDocument } from '../parse.ts';
import type { SpdxDocument } from '../spdx-document.ts';

/** What Trivy 0.74.0 wrote about a real two-platform image, cut down to some packages of each kind. */
export type Fixture = 'layout-amd64' | 'layout-arm64' | 'registry-amd64';

const digests = {
  index: 'sha256:3bee34f487f3398a33628bfc50930dce79f9b7d81a29e633b09a9d169ba59a31',
  amd64: 'sha256:1516e571fc00ef3333f40dd8b982ffbdcdf5f06c4ff3001efaa0868d5a957b9e',
  arm64: 'sha256:b057836fb239b418af28bfb0023dd195cdc2eb476ae241d1b1dd276ef3d65947',
} as const;

const image = {
  repository: { transport: 'registry', registry: 'localhost:5877', path: 'mirror/demo' },
  reference: 'localhost:5877/mirror/demo',
} as const;

export const index: { name: string; purl: string } = imageName(image, digests.index);

export function fixtureText(name: Fixture): string {
  return readFileSync(new URL(`${name}.spdx.json`, import.meta.url), 'utf8');
}

export function fixture(name: Fixture): SpdxDocument {
  return parseDocument(fixtureText(name));
}

/** A platform's document as the plugin attaches it. */
export function platformDocument(
  architecture: 'amd64' | 'arm64',
  created = '2024-05-06T07:08:09Z',
): PlatformDocument<SpdxDocument> {
  const identity = { ...imageName(image, digests[architecture], architecture), created: spdxTime(created) };
  return {
    platform: `linux/${architecture}`,
    document: normalise(fixture(`layout-${architecture}`), identity),
  };
}

/** Identifiers that relationships name and no element has. */
export function danglingIds(document: SpdxDocument): string[] {
  const known = new Set([
    document.SPDXID,
    ...[...document.packages, ...(document.files ?? [])].map(({ SPDXID }) => SPDXID),
  ]);
  return document.relationships
    .flatMap(({ spdxElementId, relatedSpdxElement }) => [spdxElementId, relatedSpdxElement])
    .filter((id) => !known.has(id));
}
