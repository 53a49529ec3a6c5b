import { predicateTypes, type Trust, trustFrom, verifyBundle } from '@multiarch-mirror/attest';
import { PolicyError } from '@multiarch-mirror/errors';
import { type Descriptor, OciClient, type Repository } from '@multiarch-mirror/oci';
import { mutations } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { type BundleDocument, bundleOf, readGenuine, replaceBundle } from '../support/forge.ts';
import { workflowRun } from '../support/github-actions.ts';
import { sigstoreOf } from '../support/manifest.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign']);
const predicateType = predicateTypes.slsaProvenance1;
const evil = 'this-is-tobi/multiarch-mirror-evil';

describe.skipIf(tools.missing.length > 0)('what ours refuses, and cosign too', () => {
  let scene: SmallScene;
  let repository: Repository;
  let index: Descriptor;
  let trust: Trust;
  let genuine: BundleDocument;
  /** Of the same signer, about another digest. */
  let donor: BundleDocument;
  let env: Record<string, string>;
  const client = new OciClient();

  const lines = (identity: string = workflowRun.identity): string => `
attestations: {format: bundle}
plugins:
  - cosign-sign
  - slsa-provenance
  - use: verify
    with: {identity: '${identity}', issuer: "${workflowRun.issuer}"}
${sigstoreOf(scene.sigstore)}`;
  const open = (name: string): Repository =>
    client.repository(
      { transport: 'registry', registry: scene.registry.host, path: `mirror/${name}` },
      { writes: true },
    );
  const cosign = (
    name: string,
    identity: string = workflowRun.identity,
    issuer: string = workflowRun.issuer,
  ) =>
    runProgram(
      tools.paths.cosign,
      `verify-attestation --type slsaprovenance1 --certificate-identity-regexp ${identity} --certificate-oidc-issuer ${issuer} ${scene.reference(name)}:1.0.0`.split(
        ' ',
      ),
      { env },
    );
  const ours = (name: string) => scene.mirror(['verify', '--json'], name, lines());

  beforeAll(async () => {
    scene = await setSmallScene({});
    env = await cosignUser(tools.paths.cosign, scene.sigstore, scene.workspace.path('user'));
    const ended = await scene.mirror(['run'], 'app', lines());
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    trust = trustFrom(scene.sigstore.trustedRootJson);
    repository = open('app');
    ({ index, genuine, donor } = await readGenuine(repository, scene.digests, predicateType));
  });
  afterAll(async () => {
    await client.close();
    await scene?.close();
  });

  const put = async (bundle: BundleDocument): Promise<void> =>
    replaceBundle(repository, index, await bundleOf(repository, index, predicateType), bundle);

  it('accepts what is genuine', async () => {
    const ended = await cosign('app');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  });

  it.each([
    'payload: a bit of byte 0',
    "payload: the other's",
    'payloadType: longer',
    /sig: a bit of byte [1-9]/,
    'rawBytes: cut off',
    /rawBytes: a bit of byte [1-9]/,
    'canonicalizedBody: a bit of byte 0',
    "canonicalizedBody: the other's",
    'signedEntryTimestamp: a bit of byte 0',
    'tlogEntries.0.integratedTime: one more',
    'tlogEntries.0.logIndex: far ahead',
    'hashes.0: a bit of byte 0',
    'envelope: another first letter',
    'logId.keyId: a bit of byte 0',
  ])('a bundle with %s', async (what) => {
    const mutation = mutations(genuine, donor).find(({ name }) =>
      typeof what === 'string' ? name.endsWith(what) : what.test(name),
    );
    if (mutation === undefined) throw new Error(`there is no such mutation: ${what}`);
    await put(mutation.document);
    const theirs = await cosign('app');
    await put(genuine);
    expect(theirs.exitCode, mutation.name).not.toBe(0);
    const { identity, issuer } = workflowRun;
    const options = { trust, policy: { identity, issuer }, subject: index.digest };
    expect(() => verifyBundle(genuine, options)).not.toThrow();
    expect(() => verifyBundle(mutation.document, options), mutation.name).toThrow(PolicyError);
  });

  it("another digest's attestation", async () => {
    await put(donor);
    expect((await cosign('app')).exitCode).not.toBe(0);
    expect((await ours('app')).exitCode).toBe(3);
    await put(genuine);
  });

  it.each([
    [
      'a wrong identity',
      '^https://github\\.com/acme/mirror/\\.github/workflows/mirror\\.yml@refs/heads/main$',
      undefined,
    ],
    ['a wrong issuer', undefined, 'https://accounts.google.com'],
  ])('%s', async (_, identity, issuer) => {
    expect((await cosign('app', identity, issuer)).exitCode).not.toBe(0);
  });

  it('a look-alike of the repository, whose own expression without an end would have let it through', async () => {
    const theirs = workflowRun.identity.replace('multiarch-mirror/', 'multiarch-mirror-evil/');
    const token = scene.sigstore.identityToken({ repository: evil });
    await scene.workspace.write(
      'evil.yaml',
      `version: 1
destination: ${scene.registry.host}/mirror
${lines(theirs)}
images: [{name: evil, source: "${scene.registry.host}/upstream/app", tags: ["1.0.0"]}]
`,
    );
    const signed = await scene.workspace.mirror(['run', '--config', 'evil.yaml'], {
      SIGSTORE_ID_TOKEN: token,
    });
    expect(signed, signed.stderr).toMatchObject({ exitCode: 0 });
    expect((await cosign('evil', 'https://github.com/this-is-tobi/multiarch-mirror')).exitCode).toBe(0);
    expect((await cosign('evil')).exitCode).not.toBe(0);
    const verified = await ours('evil');
    expect(verified.exitCode).toBe(3);
    expect(verified.report.images[0]?.error?.code).toMatch(/WRONG_IDENTITY|VERIFY_FAILED/);
  });
});
