import {
  AttestationStore,
  createKeylessSigner,
  createStatement,
  fixedToken,
  predicateTypes,
  readAttestations,
  trustFrom,
} from '@multiarch-mirror/attest';
import { OciClient, parseReference, type Repository } from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { workflowRun } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { runProgram } from './support/program.ts';
import { type SmallScene, setSmallScene } from './support/small-scene.ts';

const tools = await ensureTools(['trivy', 'cosign', 'cosign-legacy']);
const readers = ['cosign', 'cosign-legacy'] as const;
const types = { spdx: predicateTypes.spdx, cyclonedx: predicateTypes.cyclonedx } as const;
const someoneElse = 'https://github.com/acme/scanner/.github/workflows/scan.yml@refs/heads/main';

describe.skipIf(tools.missing.length > 0)('an image whose SBOMs change their format', () => {
  let scene: SmallScene;
  const users: Record<string, Record<string, string>> = {};
  const client = new OciClient();
  const copy = (): Repository =>
    client.repository(parseReference(scene.reference('app')).repository, { writes: true });

  beforeAll(async () => {
    scene = await setSmallScene({ programs: { trivy: tools.paths.trivy } });
    for (const name of readers)
      users[name] = await cosignUser(tools.paths[name], scene.sigstore, scene.workspace.path(name));
  });
  afterAll(async () => {
    await client.close();
    await scene?.close();
  });

  const chain = (format: string): string =>
    wholeChain.replace('- trivy-sbom', `- {use: trivy-sbom, with: {format: ${format}}}`) +
    sigstoreOf(scene.sigstore);

  /** An SBOM that somebody else has attached to each digest, in both sets of the index. */
  async function attestedBySomeoneElse(): Promise<void> {
    const { fulcioUrl, rekorUrl, trustedRootJson } = scene.sigstore;
    const claims = { repository: 'acme/scanner', workflow: '.github/workflows/scan.yml' };
    const identityToken = fixedToken(scene.sigstore.identityToken(claims));
    const signer = createKeylessSigner({ fulcioUrl, rekorUrl, identityToken });
    const policy = { identity: `^${someoneElse.replaceAll('.', '\\.')}$`, issuer: workflowRun.issuer };
    const store = new AttestationStore({
      repository: copy(),
      format: 'both',
      trust: trustFrom(trustedRootJson),
      policies: [policy],
      rekorUrl,
    });
    for (const [at, digest] of scene.digests.entries()) {
      const subject = await copy().resolve(digest);
      if (subject === undefined) throw new Error(`there is no ${digest}`);
      const predicateType = types.spdx;
      const statement = createStatement({ subject: { digest }, predicateType, predicate: { by: 'acme' } });
      const slot = { predicateType, legacy: at === 0, policy };
      await store.attach(subject, slot, () => signer.sign(statement));
      await store.flush(subject);
    }
  }

  /** How many SBOMs of each format a reader finds that trusts this identity. */
  async function read(reader: string, digest: string, identity: string): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [type, format] of Object.entries({ spdxjson: 'spdx', cyclonedx: 'cyclonedx' })) {
      const { exitCode, stdout } = await runProgram(
        tools.paths[reader as (typeof readers)[number]],
        [
          'verify-attestation',
          '--type',
          type,
          '--certificate-identity',
          identity,
          '--certificate-oidc-issuer',
          workflowRun.issuer,
          `${scene.reference('app')}@${digest}`,
        ],
        { env: users[reader] ?? {} },
      );
      found[format] = exitCode === 0 ? stdout.trim().split('\n').length : 0;
    }
    return found;
  }

  /** What stands on each digest, whoever signed it. */
  async function standing(): Promise<{ bundles: string[]; legacy: string[] }[]> {
    const kinds = (list: { predicateType: string | undefined }[]) =>
      list
        .map(({ predicateType = '' }) => predicateType)
        .filter((type) => type === types.spdx || type === types.cyclonedx)
        .sort();
    const found = await Promise.all(scene.digests.map((digest) => readAttestations(copy(), digest)));
    return found.map((all) => ({ bundles: kinds(all.bundles), legacy: kinds(all.legacyAttestations) }));
  }

  const alone = (format: keyof typeof types) =>
    scene.digests.map((_, at) => ({ bundles: [types[format]], legacy: at === 0 ? [types[format]] : [] }));
  const withTheirs = () => {
    const both = [types.cyclonedx, types.spdx];
    return scene.digests.map((_, at) => ({ bundles: both, legacy: at === 0 ? both : [] }));
  };

  // Each goes on from where the one before it has come to.
  it.each<[format: keyof typeof types, action: string, before: () => Promise<void>]>([
    ['spdx', 'create', async () => {}],
    ['cyclonedx', 'repair', async () => {}],
    ['spdx', 'repair', async () => {}],
    ['cyclonedx', 'repair', attestedBySomeoneElse],
  ])('has SBOMs of %s alone (%s), by cosign of both sets', async (format, action, before) => {
    await before();
    const ended = await scene.mirror(['run', '--json'], 'app', chain(format));
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(ended.report.images.map((image) => image.action)).toEqual([action]);
    const theirs = before === attestedBySomeoneElse;
    expect(await standing()).toEqual(theirs ? withTheirs() : alone(format));

    const none = { spdx: 0, cyclonedx: 0 };
    for (const reader of readers) {
      // Of platforms there are bundles alone.
      for (const digest of reader === 'cosign' ? scene.digests : scene.digests.slice(0, 1)) {
        expect(await read(reader, digest, workflowRun.workflow)).toEqual({ ...none, [format]: 1 });
        if (theirs) expect(await read(reader, digest, someoneElse)).toEqual({ ...none, spdx: 1 });
      }
    }
    const again = await scene.mirror(['run', '--deep', '--json'], 'app', chain(format));
    expect(again.report.images.map((image) => image.action)).toEqual(['unchanged']);
  });
});
