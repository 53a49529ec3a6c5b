import { buildType } from './build-type.ts';
import type { Facts } from './facts.ts';
import type { Material } from './material.ts';

/** SLSA provenance v1 (slsa.dev/spec/v1.0/provenance). */
export function provenance1(facts: Facts): Record<string, unknown> {
  return {
    buildDefinition: {
      buildType,
      externalParameters: facts.parameters,
      resolvedDependencies: [
        ...facts.images,
        ...(facts.config === undefined ? [] : [facts.config]),
        ...facts.tools,
      ],
    },
    runDetails: {
      builder: { id: facts.builder },
      metadata: {
        invocationId: facts.invocationId,
        startedOn: facts.startedOn,
        finishedOn: facts.finishedOn,
      },
    },
  };
}

/** SLSA provenance v0.2 (slsa.dev/spec/v0.2/provenance), which `cosign verify-attestation --type slsaprovenance` reads. */
export function provenance02(facts: Facts): Record<string, unknown> {
  const { config, parameters } = facts;
  const gitCommit = config?.digest?.gitCommit;
  const source =
    config === undefined || gitCommit === undefined
      ? undefined
      : { uri: config.uri, digest: { sha1: gitCommit } };
  const entryPoint = parameters.workflow?.path;
  return {
    builder: { id: facts.builder },
    buildType,
    invocation: {
      ...(source === undefined
        ? {}
        : { configSource: entryPoint === undefined ? source : { ...source, entryPoint } }),
      parameters,
      environment: { tools: Object.fromEntries(facts.tools.map(({ name, uri }) => [name, uri])) },
    },
    metadata: {
      buildInvocationId: facts.invocationId,
      buildStartedOn: facts.startedOn,
      buildFinishedOn: facts.finishedOn,
      // Of the environment only the tools are recorded; without a commit it is unknown which manifest was read.
      completeness: { parameters: true, environment: false, materials: source !== undefined },
      reproducible: false,
    },
    materials: [...facts.images.map(withoutName), ...(source === undefined ? [] : [source])],
  };
}

function withoutName({ uri, digest }: Material): Material {
  return digest === undefined ? { uri } : { uri, digest };
}
