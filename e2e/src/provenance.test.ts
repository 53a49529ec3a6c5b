import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OciClient, parseReference, type Repository } from '@multiarch-mirror/oci';
import {
  type BuiltIndex,
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  type LocalSigstore,
  pushImage,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { acceptWorkflow, actionsEnvironment, workflowRun } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf, runBash, runProgram } from './support/program.ts';
import { type AttachedPredicate, attachedPredicates } from './support/statements.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['cosign', 'in-toto-check', 'jq']);

const buildType = 'https://github.com/this-is-tobi/multiarch-mirror/blob/main/docs/build-type.md';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What a job in Kubernetes finds in its environment. */
const kubernetes = {
  KUBERNETES_SERVICE_HOST: '10.0.0.1',
  KUBERNETES_SERVICE_PORT: '443',
  HOSTNAME: 'mirror-28611000-0-x7k2p',
  JOB_COMPLETION_INDEX: '0',
};

describe.skipIf(tools.missing.length > 0)('provenance, field by field', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  let image: BuiltIndex;
  const client = new OciClient({});

  const repository = ({ host }: EmbeddedRegistry, name: string): Repository =>
    client.repository(parseReference(`${host}/${name}`).repository, { writes: true });

  beforeAll(async () => {
    [upstream, destination, sigstore] = await Promise.all([
      startRegistry(),
      startRegistry(),
      startSigstore(),
    ]);
    image = buildIndex(
      await Promise.all(
        ['amd64', 'arm64', 's390x'].map((architecture) =>
          buildImage({ platform: { os: 'linux', architecture }, files: { name: architecture } }),
        ),
      ),
    );
    await pushImage(repository(upstream, 'library/app'), image, '1.2.3');
    workspace = await createWorkspace();
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([upstream, destination, sigstore].map((part) => part?.close()));
    await workspace?.remove();
  });

  /** Mirrors the image from a manifest in `folder`, and reads what both predicates say. */
  async function mirror(folder: string, env: Record<string, string>) {
    await mkdir(workspace.path(folder), { recursive: true });
    const manifest = `version: 1
destination: ${destination.host}/acme/${folder}
${wholeChain.replace('  - trivy-sbom\n', '')}${sigstoreOf(sigstore)}
images:
  - {name: app, source: ${upstream.host}/library/app, tags: ["1.2.3"]}
`;
    await workspace.write(`${folder}/mirror.config.yaml`, manifest);
    if (folder.endsWith('with-git')) await commit(folder);
    const args = ['run', '--json', '--config', `${folder}/mirror.config.yaml`];
    const ended = await workspace.mirror(args, env);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    const digest = ended.report.images[0]?.digest ?? '';
    const attached = await attachedPredicates(repository(destination, `acme/${folder}/app`), digest);
    const of = (predicateType: string) => {
      const [statement] = attached.filter((one) => one.predicateType === predicateType);
      if (statement === undefined) throw new Error(`no ${predicateType}`);
      return statement;
    };
    return {
      digest,
      v1: of('https://slsa.dev/provenance/v1'),
      v02: of('https://slsa.dev/provenance/v0.2'),
    };
  }

  async function commit(folder: string): Promise<void> {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@acme.dev'];
    for (const args of [
      ['init', '--quiet', '--initial-branch', 'trunk'],
      ['add', '.'],
      [...identity, 'commit', '--quiet', '--message', 'a manifest'],
      ['remote', 'add', 'origin', 'https://user:secret@git.acme.dev/acme/mirrors.git'],
    ]) {
      await outputOf('git', args, { cwd: workspace.path(folder), env: workspace.env });
    }
  }

  /** Against the definitions of the in-toto attestation framework. */
  async function faults(statement: AttachedPredicate): Promise<string> {
    const options = { input: JSON.stringify(statement), env: {} };
    const { exitCode, stderr } = await runProgram(tools.paths['in-toto-check'], [], options);
    return exitCode === 0 ? '' : `${exitCode} ${stderr}`;
  }

  const parametersOf = (folder: string) => ({
    source: [{ reference: `${upstream.host}/library/app:1.2.3` }],
    destination: `${destination.host}/acme/${folder}/app`,
    registry: destination.host,
    namespace: `acme/${folder}`,
    version: '1.2.3',
    tags: ['1.2.3'],
    platforms: ['linux/amd64', 'linux/arm64'],
  });
  /** The upstream index, and the platforms that were taken of it. */
  const images = () => {
    const [amd64, arm64] = image.members.map(({ manifest }) => manifest.descriptor.digest);
    return [
      [`${upstream.host}/library/app:1.2.3`, image.manifest.descriptor.digest],
      ['linux/amd64', amd64],
      ['linux/arm64', arm64],
    ].map(([name, digest = '']) => ({
      name,
      uri: `oci://${upstream.host}/library/app@${digest}`,
      digest: { sha256: digest.slice('sha256:'.length) },
    }));
  };
  const mirrorTool = { name: 'mirror', uri: expect.stringMatching(/^pkg:generic\/mirror@\d+\.\d+\.\d+/) };

  it.each([
    {
      where: 'in GitHub Actions',
      folder: 'actions',
      env: () => actionsEnvironment(sigstore),
      builder: workflowRun.workflow,
      id: workflowRun.invocation as unknown,
      workflow: {
        repository: workflowRun.repository,
        ref: 'refs/heads/main',
        path: '.github/workflows/mirror.yml',
      } as object | undefined,
      config: {
        uri: `git+${workflowRun.repository}@refs/heads/main`,
        commit: async (): Promise<string> => workflowRun.commit,
      },
    },
    {
      where: 'in Kubernetes',
      folder: 'kubernetes',
      env: () => ({ ...kubernetes, SIGSTORE_ID_TOKEN: sigstore.identityToken() }),
      config: undefined,
    },
    {
      where: 'on a laptop without git',
      folder: 'laptop',
      env: () => ({ SIGSTORE_ID_TOKEN: sigstore.identityToken(), PATH: '/nowhere' }),
      config: undefined,
    },
    {
      where: 'on a laptop, from a committed manifest',
      folder: 'with-git',
      env: () => ({ SIGSTORE_ID_TOKEN: sigstore.identityToken() }),
      config: {
        uri: 'git+https://git.acme.dev/acme/mirrors@refs/heads/trunk',
        commit: () =>
          outputOf('git', ['rev-parse', 'HEAD'], { cwd: workspace.path('with-git'), env: workspace.env }),
      },
    },
  ])('$where', async ({ folder, env, config, ...rest }) => {
    const { builder, id, workflow } = {
      builder: `${buildType}#local-builder`,
      id: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/) as unknown,
      workflow: undefined,
      ...rest,
    };
    const { v1, v02, digest } = await mirror(folder, env());
    const commit = await config?.commit();
    const parameters = { ...parametersOf(folder), ...(workflow && { workflow }) };
    const subject = [{ name: parameters.destination, digest: { sha256: digest.slice('sha256:'.length) } }];
    expect(v1).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject,
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType,
          externalParameters: parameters,
          resolvedDependencies: [
            ...images(),
            ...(config === undefined
              ? []
              : [{ name: 'manifest', uri: config.uri, digest: { gitCommit: commit } }]),
            mirrorTool,
          ],
        },
        runDetails: {
          builder: { id: builder },
          metadata: { invocationId: id, startedOn: time, finishedOn: time },
        },
      },
    });
    const configSource = config && { uri: config.uri, digest: { sha1: commit } };
    const entryPoint = workflow && { entryPoint: '.github/workflows/mirror.yml' };
    expect(v02).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject,
      predicateType: 'https://slsa.dev/provenance/v0.2',
      predicate: {
        builder: { id: builder },
        buildType,
        invocation: {
          ...(configSource && { configSource: { ...configSource, ...entryPoint } }),
          parameters,
          environment: { tools: { mirror: mirrorTool.uri } },
        },
        metadata: {
          buildInvocationId: id,
          buildStartedOn: time,
          buildFinishedOn: time,
          completeness: { parameters: true, environment: false, materials: config !== undefined },
          reproducible: false,
        },
        materials: [
          ...images().map(({ uri, digest: sums }) => ({ uri, digest: sums })),
          ...(configSource === undefined ? [] : [configSource]),
        ],
      },
    });
    expect(await faults(v1)).toBe('');
    expect(await faults(v02)).toBe('');
    expect(JSON.stringify([v1, v02])).not.toContain('secret');
  });

  it('the definitions refuse a field that they do not know, and one of another type', async () => {
    const digest = { sha256: '0'.repeat(64) };
    const statement = (predicate: object) => ({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate,
    });
    expect(await faults(statement({ buildDefinitions: {} }))).toContain('unknown field');
    expect(await faults(statement({ buildDefinition: [] }))).toContain('predicate');
  });

  it.each([
    ['slsaprovenance', 'https://slsa.dev/provenance/v0.2'],
    ['slsaprovenance02', 'https://slsa.dev/provenance/v0.2'],
    ['slsaprovenance1', 'https://slsa.dev/provenance/v1'],
  ])('cosign verifies it as %s', async (type, predicateType) => {
    const directory = workspace.path('user');
    const env = await cosignUser(tools.paths.cosign, sigstore, join(directory, type), {
      jq: tools.paths.jq,
    });
    const reference = `${destination.host}/acme/actions/app:1.2.3`;
    const command = `cosign verify-attestation --type ${type} ${acceptWorkflow} ${reference} | jq -r .payload | base64 -d`;
    const verified = await runBash(command, { env });
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(verified.stdout)).toMatchObject({ predicateType });
  });
});
