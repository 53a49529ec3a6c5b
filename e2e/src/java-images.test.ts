import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { OciClient, parseReference, type Repository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  type LocalSigstore,
  pushImage,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { freePort } from './support/free-port.ts';
import { actionsEnvironment } from './support/github-actions.ts';
import { jarWithPom, namelessJar, warWith } from './support/jar-files.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { attachedPredicates } from './support/statements.ts';
import { publishJavaDatabase } from './support/trivy-java-database.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['trivy']);

const log4j = { group: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1' };
const gson = { group: 'com.google.code.gson', name: 'gson', version: '2.10.1' };
const hidden = { group: 'dev.acme', name: 'hidden', version: '1.2.3' };
const log4jPurl = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1';
const gsonPurl = 'pkg:maven/com.google.code.gson/gson@2.10.1';
const hiddenPurl = 'pkg:maven/dev.acme/hidden@1.2.3';
const nameless = namelessJar('what only a database knows');

describe.skipIf(tools.missing.length > 0)('images with JAR files', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let databases: EmbeddedRegistry;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  let nowhere: string;
  const client = new OciClient({});
  const repository = ({ host }: EmbeddedRegistry, name: string): Repository =>
    client.repository(parseReference(`${host}/${name}`).repository, { writes: true });

  beforeAll(async () => {
    [upstream, destination, databases, sigstore] = await Promise.all([
      startRegistry(),
      startRegistry(),
      startRegistry(),
      startSigstore(),
    ]);
    nowhere = `127.0.0.1:${await freePort()}/trivy-java-db:1`;
    const files = {
      'app/log4j-core-2.14.1.jar': jarWithPom(log4j),
      'app/lib.jar': nameless,
      'app/shop.war': warWith({ 'gson-2.10.1.jar': jarWithPom(gson) }),
      'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.1\n',
    };
    for (const name of ['app', 'other']) {
      const images = ['amd64', 'arm64'].map((architecture) =>
        buildImage({ platform: { os: 'linux', architecture }, files: { ...files, [name]: architecture } }),
      );
      await pushImage(repository(upstream, name), buildIndex(await Promise.all(images)), '1.0.0');
    }
    workspace = await createWorkspace({
      programs: { trivy: tools.paths.trivy },
      env: actionsEnvironment(sigstore),
    });
    await publishJavaDatabase(
      repository(databases, 'trivy-java-db'),
      [{ ...hidden, bytes: nameless }],
      workspace.directory,
    );
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([upstream, destination, databases, sigstore].map((part) => part?.close()));
    await workspace?.remove();
  });
  // What Trivy has fetched.
  beforeEach(async () => {
    databases.resetRequests();
    await rm(join(workspace.env.HOME ?? '', '.cache'), { recursive: true, force: true });
  });

  async function mirror(namespace: string, options: string): Promise<MirrorEnded> {
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/${namespace}
${wholeChain.replace('- trivy-sbom', `- {use: trivy-sbom, with: {${options}}}`)}${sigstoreOf(sigstore)}
images:
  - {source: ${upstream.host}/app, tags: ["1.0.0"]}
  - {source: ${upstream.host}/other, tags: ["1.0.0"]}
`,
    );
    return workspace.mirror(['run', '--json']);
  }

  /** The purls of Maven in the SBOMs of an image's index and platforms. */
  async function artifacts(namespace: string, name: string): Promise<string[][]> {
    const copy = repository(destination, `${namespace}/${name}`);
    const raw = await copy.manifest('1.0.0');
    const { manifests } = JSON.parse(Buffer.from(raw.bytes).toString()) as {
      manifests: { digest: string }[];
    };
    const digests = [raw.descriptor.digest, ...manifests.map(({ digest }) => digest)];
    return Promise.all(
      digests.map(async (digest) => {
        const [sbom, ...more] = (await attachedPredicates(copy, digest)).filter(({ predicateType }) =>
          /spdx|cyclonedx/.test(predicateType),
        );
        expect(more).toEqual([]);
        const found = JSON.stringify(sbom?.predicate).match(/pkg:maven\/[^"?]+/g) ?? [];
        return [...new Set(found)].toSorted();
      }),
    );
  }

  const everywhere = (...purls: string[]) => [purls, purls, purls];
  const fetched = () =>
    databases.requests.filter(({ method, kind }) => method === 'GET' && kind === 'blob').length;

  it('without a database that can be had: the error says what to do, and no tag moves', async () => {
    const ended = await mirror('missing', `javaDatabase: "${nowhere}"`);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 1 });
    for (const { status, error } of ended.report.images) {
      expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'MIRROR_JAVA_DATABASE' });
      expect(error?.message).toMatch(/no SBOM of linux\/amd64: there are JAR files.*connection refused/s);
      expect(error?.hint).toContain('`javaDatabase: none`');
    }
    for (const name of ['app', 'other'])
      expect(await repository(destination, `missing/${name}`).resolve('1.0.0')).toBeUndefined();
  });

  it('with a database whose registry never answers: it is waited for as long as the plugin may take', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket));
    const port = await freePort();
    await once(silent.listen(port, '127.0.0.1'), 'listening');
    try {
      const ended = await mirror('silent', `javaDatabase: "127.0.0.1:${port}/trivy-java-db:1", timeout: 2s`);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 1 });
      expect(ended.report.images.map(({ error }) => error?.code)).toEqual([
        'MIRROR_JAVA_DATABASE',
        'MIRROR_JAVA_DATABASE',
      ]);
      expect(sockets.size).toBeGreaterThan(0);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });

  it.each(['spdx', 'cyclonedx'])('none wanted, in %s: a JAR with pom.properties is known', async (format) => {
    const ended = await mirror(`none-${format}`, `javaDatabase: none, format: ${format}`);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    for (const name of ['app', 'other'])
      expect(await artifacts(`none-${format}`, name)).toEqual(everywhere(gsonPurl, log4jPurl));
  });

  it('with a database: it is fetched once for all images, and knows more', async () => {
    const database = `javaDatabase: "${databases.host}/trivy-java-db:1"`;
    const ended = await mirror('database', database);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    for (const name of ['app', 'other'])
      expect(await artifacts('database', name)).toEqual(everywhere(gsonPurl, hiddenPurl, log4jPurl));
    expect(fetched()).toBe(1);

    databases.resetRequests();
    const again = await mirror('database-again', `javaDatabase: "${nowhere}"`);
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(await artifacts('database-again', 'app')).toEqual(everywhere(gsonPurl, hiddenPurl, log4jPurl));
    expect(databases.requests).toEqual([]);
  });
});
