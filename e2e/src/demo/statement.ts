/** The predicate of the one statement that `cosign verify-attestation` printed. @throws SyntaxError when it is none */
export function predicateOf(stdout: string): Record<string, unknown> {
  const [line = ''] = stdout.trim().split('\n');
  const { payload } = JSON.parse(line) as { payload: string };
  const statement = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as {
    predicate: Record<string, unknown>;
  };
  return statement.predicate;
}

const shown = 5;

interface SpdxPackage {
  name: string;
  versionInfo?: string;
  primaryPackagePurpose?: string;
}

/** Some packages of an SPDX document, and how many more there are. */
export function packagesOf(predicate: Record<string, unknown>): string[] {
  const all = (predicate.packages as SpdxPackage[]).filter(
    ({ versionInfo, primaryPackagePurpose }) =>
      versionInfo !== undefined &&
      primaryPackagePurpose !== 'CONTAINER' &&
      primaryPackagePurpose !== 'OPERATING-SYSTEM',
  );
  const lines = all.slice(0, shown).map(({ name, versionInfo }) => `${name} ${versionInfo}`);
  return all.length > shown ? [...lines, `and ${all.length - shown} more`] : lines;
}

interface Provenance {
  builder: { id: string };
  metadata?: { buildStartedOn?: string };
  materials?: { uri: string }[];
}

/** Who made the copy, when, and of what: the index, which is the first material (slsa.dev/spec/v0.2/provenance). */
export function provenanceOf(predicate: Record<string, unknown>): string[] {
  const { builder, metadata, materials = [] } = predicate as unknown as Provenance;
  const [repository = '–', digest = ''] = materials[0]?.uri.split('@') ?? [];
  return [
    `builder: ${builder.id}`,
    `started: ${metadata?.buildStartedOn ?? '–'}`,
    `copy of: ${repository}`,
    `         ${digest}`,
  ];
}
