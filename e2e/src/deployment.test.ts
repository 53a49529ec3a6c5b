import { mkdir, writeFile } from 'node:fs/promises';
import { OciClient, parseRepository } from '@multiarch-mirror/oci';
import {
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
import { deployedPods } from './support/deployment.ts';
import { sigstoreOf } from './support/manifest.ts';
import { runBash } from './support/program.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from './support/workspace.ts';

// The pods of deploy/cronjob.yaml with their arguments, their environment and what is mounted: a manifest, a secret of the type
// kubernetes.io/dockerconfigjson, and the token of the service account. The destination takes nothing without credentials.

const tools = await ensureTools(['cosign']);
const issuer = 'https://container.googleapis.com/v1/projects/acme/locations/europe-west9/clusters/tools';
const identity = 'https://kubernetes.io/namespaces/mirror/serviceaccounts/mirror';
const credentials = { username: 'mirror', password: 'a secret of the cluster' };

describe.skipIf(tools.missing.length > 0)('the pods of the deployment', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  let ended: MirrorEnded[];

  beforeAll(async () => {
    upstream = await startRegistry();
    destination = await startRegistry({ auth: { ...credentials, kind: 'basic', anonymousPull: true } });
    sigstore = await startSigstore();
    workspace = await createWorkspace();
    await publish(upstream.host);

    const mounts: Record<string, string> = {};
    for (const path of ['/etc/mirror', '/etc/mirror-registries', '/var/run/sigstore', '/tmp']) {
      mounts[path] = workspace.path(`mount${path.replaceAll('/', '-')}`);
      await mkdir(mounts[path]);
    }
    const manifest = `${mounts['/etc/mirror']}/mirror.config.yaml`;
    await writeFile(
      manifest,
      `version: 1
destination: ${destination.host}/mirror
plugins:
  - cosign-sign
  - use: verify
    with: {identity: "^${identity.replaceAll('.', '\\\\.')}$", issuer: "${issuer}"}
${sigstoreOf(sigstore)}
images:
  - {source: ${upstream.host}/up/one, tags: ["1.0.0"]}
  - {source: ${upstream.host}/up/two, tags: ["1.0.0"]}
`,
    );
    const { username, password } = credentials;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const auths = { [destination.host]: { auth } };
    await writeFile(`${mounts['/etc/mirror-registries']}/config.json`, JSON.stringify({ auths }));
    const token = sigstore.identityToken({ issuer, subject: identity });
    await writeFile(`${mounts['/var/run/sigstore']}/token`, token);
    ended = await Promise.all(
      deployedPods().map((pod) => workspace.mirror(pod.args(manifest), pod.environment(mounts))),
    );
  });
  afterAll(async () => {
    await workspace?.remove();
    await sigstore?.close();
    await destination?.close();
    await upstream?.close();
  });

  it('all end well', () => {
    expect(ended.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it('publish with the credentials of the secret', () => {
    const tags = (name: string) => [...destination.repository(`mirror/${name}`).tags.keys()];
    expect(tags('one')).toContain('1.0.0');
    expect(tags('two')).toContain('1.0.0');
    const said = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(said).not.toContain(credentials.password);
  });

  it('sign as the service account, to cosign as well', async () => {
    const home = workspace.path('user');
    await mkdir(home);
    const env = await cosignUser(tools.paths.cosign, sigstore, home);
    const accept = `--certificate-identity ${identity} --certificate-oidc-issuer ${issuer}`;
    const verified = await runBash(`cosign verify ${accept} ${destination.host}/mirror/one:1.0.0`, { env });
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
  });
});

async function publish(host: string): Promise<void> {
  const client = new OciClient();
  for (const name of ['one', 'two']) {
    const repository = client.repository(parseRepository(`${host}/up/${name}`), { writes: true });
    const images = ['amd64', 'arm64'].map((architecture) =>
      buildImage({ platform: { os: 'linux', architecture }, files: { own: `${name} ${architecture}` } }),
    );
    await pushImage(repository, buildIndex(await Promise.all(images)), '1.0.0');
  }
  await client.close();
}
