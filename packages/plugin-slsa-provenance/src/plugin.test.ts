import { predicateTypes } from '@multiarch-mirror/attest';
import { type Exec, type Invocation, Provenance } from '@multiarch-mirror/core';
import { type FakeImageOptions, fakeImageContext, fakeRunContext } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { buildType, localBuilder } from './build-type.ts';
import plugin from './plugin.ts';

const actions: Invocation = {
  id: 'https://github.com/acme/mirror/actions/runs/7/attempts/1',
  startedOn: '2024-01-02T03:04:05.000Z',
  workflow: 'https://github.com/acme/mirror/.github/workflows/mirror.yml@refs/heads/main',
  repository: 'https://github.com/acme/mirror',
  ref: 'refs/heads/main',
  commit: '0123456789abcdef0123456789abcdef01234567',
};
const upstreamDigest = `sha256:${'ab'.repeat(32)}`;
const upstream = [{ reference: 'docker.io/acme/app:1.2.3', digest: upstreamDigest }];

async function attest(invocation: Partial<Invocation>, options: FakeImageOptions = {}, exec?: Exec) {
  const image = fakeImageContext({ upstream, ...options });
  const run = { invocation, tools: { trivy: '0.74.0' }, ...(exec !== undefined && { exec }) };
  const hooks = plugin.create({}, fakeRunContext(run));
  await hooks.inspect?.(image);
  await hooks.attest?.(image);
  const [v1, v02] = image.attached.map(({ predicate }) => predicate as Record<string, never>);
  return { image, v1, v02 };
}

describe('what stands already', () => {
  it.each<[string, (predicate: Record<string, unknown>) => unknown]>([
    ['of another build type', (predicate) => ({ ...predicate, ...otherType(predicate) })],
    ['without a build type', () => ({})],
    ['that is no object', () => null],
    [
      'of another image',
      (predicate) => JSON.parse(JSON.stringify(predicate).replaceAll(/[0-9a-f]{64}/g, '0')),
    ],
  ])('is replaced: provenance %s', async (_, change) => {
    const { image, v1, v02 } = await attest(actions);
    const again = fakeImageContext({ upstream });
    for (const [index, one] of image.standing.entries())
      again.standing.push({ ...one, predicate: change({ ...(index === 0 ? v1 : v02) }) });
    const hooks = plugin.create({}, fakeRunContext({ invocation: actions }));
    expect(await hooks.inspect?.(again)).not.toBe('complete');
    await hooks.attest?.(again);
    expect(again.attached).toHaveLength(2);
  });
});

/** The build type of GitHub's own attestations, where the version has it. */
function otherType(predicate: Record<string, unknown>): Record<string, unknown> {
  const other = 'https://actions.github.io/buildtypes/workflow/v1';
  const { buildDefinition } = predicate;
  return buildDefinition === undefined
    ? { buildType: other }
    : { buildDefinition: { ...(buildDefinition as object), buildType: other } };
}

describe('slsa-provenance', () => {
  it('attaches both versions to the index, and to nothing else', async () => {
    const { image } = await attest(actions);
    expect(image.attached.map(({ subject, predicateType }) => [subject, predicateType])).toEqual([
      [image.root, predicateTypes.slsaProvenance1],
      [image.root, predicateTypes.slsaProvenance02],
    ]);
    expect(image.read(Provenance)).toHaveLength(2);
  });

  it('says in v1 what was copied, from where, by whom', async () => {
    const { image, v1 } = await attest(actions);
    const [amd64, arm64] = image.platforms.map(({ descriptor }) => descriptor.digest);
    const hex = (digest = '') => ({ sha256: digest.slice('sha256:'.length) });
    expect(v1).toEqual({
      buildDefinition: {
        buildType,
        externalParameters: {
          source: [{ reference: 'docker.io/acme/app:1.2.3' }],
          destination: 'ghcr.io/acme/mirror/app',
          registry: 'ghcr.io',
          namespace: 'acme/mirror',
          version: '1.2.3',
          tags: ['1.2.3', 'latest'],
          platforms: ['linux/amd64', 'linux/arm64'],
          workflow: {
            repository: actions.repository,
            ref: 'refs/heads/main',
            path: '.github/workflows/mirror.yml',
          },
        },
        resolvedDependencies: [
          {
            name: 'docker.io/acme/app:1.2.3',
            uri: `oci://docker.io/acme/app@${upstreamDigest}`,
            digest: hex(upstreamDigest),
          },
          { name: 'linux/amd64', uri: `oci://docker.io/acme/app@${amd64}`, digest: hex(amd64) },
          { name: 'linux/arm64', uri: `oci://docker.io/acme/app@${arm64}`, digest: hex(arm64) },
          {
            name: 'manifest',
            uri: 'git+https://github.com/acme/mirror@refs/heads/main',
            digest: { gitCommit: actions.commit },
          },
          { name: 'trivy', uri: 'pkg:generic/trivy@0.74.0' },
        ],
      },
      runDetails: {
        builder: { id: actions.workflow },
        metadata: {
          invocationId: actions.id,
          startedOn: actions.startedOn,
          finishedOn: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      },
    });
  });

  it('says the same in v0.2, with completeness', async () => {
    const { v1, v02 } = await attest(actions);
    const { buildDefinition, runDetails } = v1 as unknown as {
      buildDefinition: {
        externalParameters: unknown;
        resolvedDependencies: { uri: string; digest: unknown }[];
      };
      runDetails: { metadata: { finishedOn: string } };
    };
    expect(v02).toEqual({
      builder: { id: actions.workflow },
      buildType,
      invocation: {
        configSource: {
          uri: 'git+https://github.com/acme/mirror@refs/heads/main',
          digest: { sha1: actions.commit },
          entryPoint: '.github/workflows/mirror.yml',
        },
        parameters: buildDefinition.externalParameters,
        environment: { tools: { trivy: 'pkg:generic/trivy@0.74.0' } },
      },
      metadata: {
        buildInvocationId: actions.id,
        buildStartedOn: actions.startedOn,
        buildFinishedOn: runDetails.metadata.finishedOn,
        completeness: { parameters: true, environment: false, materials: true },
        reproducible: false,
      },
      materials: [
        ...buildDefinition.resolvedDependencies.slice(0, 3).map(({ uri, digest }) => ({ uri, digest })),
        { uri: 'git+https://github.com/acme/mirror@refs/heads/main', digest: { sha1: actions.commit } },
      ],
    });
  });

  it('claims no builder and no complete materials outside of GitHub Actions', async () => {
    const { v1, v02 } = await attest({});
    expect(v1).toMatchObject({ runDetails: { builder: { id: localBuilder } } });
    expect(JSON.stringify(v1)).not.toContain('workflow');
    expect(v02).toMatchObject({ metadata: { completeness: { materials: false } } });
    expect(v02?.invocation).not.toHaveProperty('configSource');
  });

  it('names the commit of the working tree that the manifest lies in, outside of GitHub Actions', async () => {
    const exec: Exec = async (_command, [first = '']) => {
      const answers: Record<string, string> = {
        'rev-parse': actions.commit ?? '',
        status: '',
        remote: 'git@github.com:acme/mirror.git',
        'symbolic-ref': 'refs/heads/main',
      };
      return { stdout: `${answers[first]}\n`, stderr: '' };
    };
    const { v1, v02 } = await attest({}, {}, exec);
    const uri = 'git+https://github.com/acme/mirror@refs/heads/main';
    expect(v1).toMatchObject({
      buildDefinition: {
        resolvedDependencies: expect.arrayContaining([
          { name: 'manifest', uri, digest: { gitCommit: actions.commit } },
        ]),
      },
      runDetails: { builder: { id: localBuilder } },
    });
    expect(v02).toMatchObject({
      invocation: { configSource: { uri, digest: { sha1: actions.commit } } },
      metadata: { completeness: { materials: true } },
    });
    // A working tree is no workflow.
    expect(JSON.stringify(v1)).not.toContain('workflow');
  });

  it('takes each platform of an assembly from its own reference', async () => {
    const parts = [
      { platform: 'linux/amd64', reference: 'docker.io/acme/app:1.2.3', digest: upstreamDigest },
      {
        platform: 'linux/arm64',
        reference: 'oci:./build/app-arm64:1.2.3',
        digest: `sha256:${'cd'.repeat(32)}`,
      },
    ];
    const { image, v1 } = await attest(actions, { upstream: parts });
    const arm64 = image.platforms[1]?.descriptor.digest;
    expect(JSON.stringify(v1)).toContain(`"oci:./build/app-arm64@${arm64}"`);
    expect(v1).toMatchObject({
      buildDefinition: {
        externalParameters: { source: parts.map(({ reference, platform }) => ({ reference, platform })) },
      },
    });
  });

  it('records platforms that upstream does not have', async () => {
    const { v1 } = await attest(actions, { missingPlatforms: ['linux/arm/v7'] });
    expect(v1).toMatchObject({
      buildDefinition: { externalParameters: { missingPlatforms: ['linux/arm/v7'] } },
    });
  });

  it('names no registry where the destination is a layout', async () => {
    const { v1 } = await attest(actions, {
      repository: { transport: 'layout', directory: './out/app' },
      reference: 'oci:./out/app',
    });
    expect(v1).toMatchObject({ buildDefinition: { externalParameters: { destination: 'oci:./out/app' } } });
    expect(JSON.stringify(v1)).not.toContain('"registry"');
  });

  it('adds only the version that is missing', async () => {
    const { image: before } = await attest(actions);
    const image = fakeImageContext({ upstream });
    const [first] = before.standing;
    if (first === undefined) throw new Error('nothing stands');
    image.standing.push(first);
    const hooks = plugin.create({}, fakeRunContext());
    expect(await hooks.inspect?.(image)).toBe('broken');
    await hooks.attest?.(image);
    expect(image.attached.map(({ predicateType }) => predicateType)).toEqual([
      predicateTypes.slsaProvenance02,
    ]);
    // What stands is handed over as it is, to be completed where one of its formats is missing.
    expect(image.asked[0]?.predicate).toBe(first.predicate);
    expect(image.read(Provenance)).toHaveLength(2);
  });

  it('emits what it found', async () => {
    const { image: before } = await attest(actions);
    const image = fakeImageContext({ upstream });
    image.standing.push(...before.standing);
    expect(await plugin.create({}, fakeRunContext()).inspect?.(image)).toBe('complete');
    expect(image.read(Provenance)).toHaveLength(2);
  });
});
