import type { FormatName } from './format-name.ts';

/** `with` of the plugin. */
export interface TrivySbomOptions {
  format?: FormatName;
  timeout?: string;
  javaDatabase?: string;
}

export const schema: Record<string, unknown> = {
  type: 'object',
  description: 'An SBOM of each platform and one merged for the index, by Trivy.',
  properties: {
    format: {
      type: 'string',
      description: 'The format of the SBOMs: SPDX 2.3 or CycloneDX, as JSON.',
      enum: ['spdx', 'cyclonedx'],
      default: 'spdx',
      examples: ['spdx', 'cyclonedx'],
    },
    timeout: {
      type: 'string',
      description: 'How long Trivy may take for one platform: a number with `s`, `m` or `h`.',
      pattern: '^[1-9][0-9]{0,5}[smh]$',
      patternErrorMessage: 'Write a number with s, m or h, such as 90s or 10m.',
      default: '10m',
      examples: ['90s', '10m', '1h'],
    },
    javaDatabase: {
      type: 'string',
      description:
        "Where Trivy fetches its Java database from, an OCI reference. It needs it for images with JAR files only. Default: Trivy's own.",
      minLength: 1,
      examples: ['registry.acme.dev/aquasec/trivy-java-db:1'],
    },
  },
  additionalProperties: false,
};

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a time that `schema` has let through. */
export function milliseconds(time: string): number {
  return Number(time.slice(0, -1)) * (units[time.slice(-1)] ?? 0);
}
