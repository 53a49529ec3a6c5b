import { timeLimitSchema } from '@multiarch-mirror/core/plugin';
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
    timeout: timeLimitSchema('How long Trivy may take for one platform'),
    javaDatabase: {
      type: 'string',
      description:
        "Where Trivy fetches its Java database from, an OCI reference. It needs it for images with JAR files only. `none`: do without; JAR files are then known by their `pom.properties` alone. Default: Trivy's own.",
      minLength: 1,
      examples: ['registry.acme.dev/aquasec/trivy-java-db:1', 'none'],
    },
  },
  additionalProperties: false,
};
