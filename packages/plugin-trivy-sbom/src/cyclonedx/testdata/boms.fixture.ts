import { readFileSync } from 'node:fs';
import type { ImageIdentity } from '../../image-identity.ts';
import type { PlatformDocument } from '../../sbom-format.ts';
import type { Bom } from '../bom.ts';
import { normalise } from '../normalise.ts';
import { parseBom } from '../parse.ts';

const repository = 'ghcr.io/acme/app';

/** What an index and its images are called. */
export function identity(part: 'index' | 'amd64' | 'arm64', created = '2024-05-06T07:08:09Z'): ImageIdentity {
  const digest = `sha256:${{ index: '01', amd64: '0a', arm64: '0b' }[part].repeat(32)}`;
  const architecture = part === 'index' ? '' : `arch=${part}&`;
  return {
    name: `${repository}@${digest}`,
    purl: `pkg:oci/app@${digest}?${architecture}repository_url=ghcr.io%2Facme%2Fapp`,
    created,
  };
}

/** What Trivy 0.74.0 wrote about a two-platform image, cut down to some packages of each kind. */
export function bomText(architecture: 'amd64' | 'arm64'): string {
  return readFileSync(new URL(`layout-${architecture}.cdx.json`, import.meta.url), 'utf8');
}

/** A platform's BOM as the plugin attaches it. */
export function platformBom(architecture: 'amd64' | 'arm64', created?: string): PlatformDocument<Bom> {
  return {
    platform: `linux/${architecture}`,
    document: normalise(parseBom(bomText(architecture)), identity(architecture, created)),
  };
}

/** References that nothing has. */
export function danglingRefs({ metadata, components, dependencies }: Bom): string[] {
  const known = new Set([metadata.component, ...components].map((component) => component['bom-ref']));
  return dependencies
    .flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn])
    .filter((ref) => !known.has(ref));
}
