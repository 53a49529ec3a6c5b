import { chmod, mkdir, readFile } from 'node:fs/promises';
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
import { startProgram } from './support/background-program.ts';
import { debianFiles } from './support/debian-files.ts';
import { actionsEnvironment } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { runProgram } from './support/program.ts';
import { attachedPredicates } from './support/statements.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['trivy']);

const version = `if [ "$1" = --version ]; then echo '{"Version": "0.74.0"}'; exit; fi`;
const output = 'while [ "$1" != --output ]; do shift; done; output=$2';

describe.skipIf(tools.missing.length > 0)('a Trivy that does not do its work', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  let image: BuiltIndex;
  const client = new OciClient({});

  const repository = ({ host }: EmbeddedRegistry, name: string): Repository =>
    client.repository(parseReference(`${host}/${name}`).repository, { writes: true });
  const published = async (name: string) =>
    (await repository(destination, `mirror/${name}`).resolve('1.0.0')) !== undefined;
  const debian = async (count: number) =>
    buildIndex(
      await Promise.all(
        (['amd64', 'arm64'] as const).map((architecture) => {
          const packages = Array.from({ length: count }, (_, number) => ({
            name: `a-debian-package-${number}`,
            version: `${number}.2.3-4+deb12u5`,
          }));
          return buildImage({
            platform: { os: 'linux', architecture },
            files: debianFiles('12.11', architecture, packages),
          });
        }),
      ),
    );

  beforeAll(async () => {
    [upstream, destination, sigstore, image] = await Promise.all([
      startRegistry(),
      startRegistry(),
      startSigstore(),
      debian(2),
    ]);
    await pushImage(repository(upstream, 'app'), image, '1.0.0');
    workspace = await createWorkspace({ env: actionsEnvironment(sigstore) });
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([upstream, destination, sigstore].map((part) => part?.close()));
    await workspace?.remove();
  });

  /** Mirrors `source` to `name` with this Trivy; `undefined`: with none on PATH. */
  async function mirror(name: string, trivy: string | undefined, source = 'app'): Promise<MirrorEnded> {
    const chain = wholeChain.replace('- trivy-sbom', '- {use: trivy-sbom, with: {timeout: 2s}}');
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/mirror
${trivy === tools.paths.trivy ? wholeChain : chain}${sigstoreOf(sigstore)}
images:
  - {name: ${name}, source: ${upstream.host}/${source}, tags: ["1.0.0"]}
`,
    );
    const folder = `programs-of-${name}`;
    await mkdir(workspace.path(folder), { recursive: true });
    if (trivy !== undefined) {
      const script = trivy.startsWith('/') ? `exec '${trivy}' "$@"` : trivy;
      await workspace.write(`${folder}/trivy`, `#!/bin/sh\n${script}\n`);
      await chmod(workspace.path(`${folder}/trivy`), 0o755);
    }
    return workspace.mirror(['run', '--json'], { PATH: `${workspace.path(folder)}:/usr/bin:/bin` });
  }

  it.each([
    ['missing', undefined, 'MIRROR_TOOL_MISSING', 'trivy is not on PATH'],
    ['old', `echo '{"Version": "0.62.1"}'`, 'MIRROR_TRIVY_VERSION', '0.62.1'],
    ['another-program', 'echo hello', 'MIRROR_TRIVY_VERSION', 'does not say its version'],
  ])('%s: nothing is copied, and the error says so', async (name, trivy, code, message) => {
    destination.resetRequests();
    const ended = await mirror(name, trivy);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 1 });
    expect(ended.stdout).toContain(code);
    expect(ended.stdout).toContain(message);
    expect(ended.stdout).toMatch(/"hint": "Install /i);
    expect(destination.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it.each([
    ['failing', `${version}; echo 'FATAL planted fault' >&2; exit 1`, 'MIRROR_TOOL_FAILED', 'planted fault'],
    ['slow', `${version}; echo $$ > pid; exec sleep 60`, 'MIRROR_TOOL_TIMEOUT', 'took longer than 2 s'],
    ['nonsense', `${version}; ${output}; echo nonsense > "$output"`, 'MIRROR_SBOM_INVALID', 'not JSON'],
    ['another-format', `${version}; ${output}; echo '{}' > "$output"`, 'MIRROR_SBOM_INVALID', 'not SPDX'],
    ['silent', version, 'MIRROR_SBOM_INVALID', 'wrote none'],
  ])(
    '%s: the error names the platform, no tag moves, and the next run completes it',
    async (name, trivy, code, message) => {
      const ended = await mirror(name, trivy);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 1 });
      const [failed] = ended.report.images;
      expect(failed).toMatchObject({ status: 'failed', error: { code } });
      expect(failed?.error?.message).toContain('linux/amd64');
      expect(failed?.error?.message).toContain(message);
      expect(failed?.error?.hint).toMatch(/^[A-Z].*\.$/);
      expect(await published(name)).toBe(false);

      const again = await mirror(name, tools.paths.trivy);
      expect(again, again.stderr).toMatchObject({ exitCode: 0 });
      expect(await published(name)).toBe(true);
      const { digest } = image.manifest.descriptor;
      const attached = await attachedPredicates(repository(destination, `mirror/${name}`), digest);
      expect(attached.map(({ predicateType }) => predicateType).toSorted()).toEqual([
        'https://sigstore.dev/cosign/sign/v1',
        'https://slsa.dev/provenance/v0.2',
        'https://slsa.dev/provenance/v1',
        'https://spdx.dev/Document',
      ]);
    },
  );

  it('slow: what was too slow runs no longer', async () => {
    const name = 'slow-again';
    const file = workspace.path('pid');
    const ended = await mirror(name, `${version}; echo $$ > ${file}; exec sleep 60`);
    expect(ended.exitCode).toBe(1);
    const pid = Number(await readFile(file, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('an SBOM that the log would refuse even so: the error has its size and the limit, and no tag moves', async () => {
    await pushImage(repository(upstream, 'huge'), await debian(1_900), '1.0.0');
    const ended = await mirror('huge', tools.paths.trivy, 'huge');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 1 });
    const error = ended.report.images[0]?.error;
    expect(error?.code).toBe('MIRROR_SBOM_TOO_LARGE');
    expect(error?.message).toMatch(/\d{7} bytes in the transparency log.*the limit is 3400000/);
    expect(await published('huge')).toBe(false);
  });

  it('a cache that another Trivy holds: it is not waited for', async () => {
    const home = workspace.env.HOME ?? '';
    const database = `${home}/.cache/trivy/fanal/fanal.db`;
    await mkdir(`${home}/.cache/trivy/fanal`, { recursive: true });
    // bbolt locks its file in this way.
    const holder = startProgram('flock', ['--no-fork', '--exclusive', database, 'sleep', '60'], { env: {} });
    try {
      const args = ['image', '--image-src', 'remote', '--format', 'spdx-json', '--quiet', '--timeout', '3s'];
      const reference = `${upstream.host}/app:1.0.0`;
      const alone = await runProgram(tools.paths.trivy, [...args, reference], { env: workspace.env });
      expect(alone.exitCode).not.toBe(0);
      expect(alone.stderr).toMatch(/cache may be in use|timeout/);
      const ended = await mirror('shared-cache', tools.paths.trivy);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    } finally {
      await holder.stop();
    }
  });
});
