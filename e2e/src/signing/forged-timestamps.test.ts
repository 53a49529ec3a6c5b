import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { predicateTypes, type Trust, trustFrom, verifyBundle } from '@multiarch-mirror/attest';
import { PolicyError } from '@multiarch-mirror/errors';
import { type Descriptor, OciClient, type Repository } from '@multiarch-mirror/oci';
import { createTimestampAuthority } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { type BundleDocument, bundleOf, readGenuine, replaceBundle } from '../support/forge.ts';
import { workflowRun } from '../support/github-actions.ts';
import { type PrivateSigstore, startPrivateSigstore } from '../support/private-sigstore.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'timestamp-server', 'rekor-tiles']);
const predicateType = predicateTypes.slsaProvenance1;
const { identity, issuer } = workflowRun;

/** A bundle's JSON as far as it says when it was signed. */
interface DatedBundle {
  dsseEnvelope: { signatures: [{ sig: string }] };
  verificationMaterial: {
    timestampVerificationData?: { rfc3161Timestamps: { signedTimestamp: string }[] };
    tlogEntries: [{ integratedTime?: string }];
  };
}

describe.skipIf(tools.missing.length > 0)(
  'what ours refuses of the timestamp of a signature in a log of version 2, and cosign too',
  () => {
    let scene: SmallScene;
    let services: PrivateSigstore;
    let repository: Repository;
    let index: Descriptor;
    let trust: Trust;
    let genuine: BundleDocument;
    /** Of the same signer, about a platform. */
    let donor: BundleDocument;
    const client = new OciClient();

    beforeAll(async () => {
      scene = await setSmallScene({});
      services = await startPrivateSigstore(tools.paths, scene.sigstore);
      const ended = await scene.mirror(
        ['run'],
        'app',
        `
attestations: {format: bundle}
plugins:
  - cosign-sign
  - slsa-provenance
  - {use: verify, with: {identity: '${identity}', issuer: "${issuer}"}}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  rekor: ${services.rekorUrl}
  rekorVersion: 2
  timestamp: ${services.timestampUrl}
  trustedRoot: ${services.trustedRootPath}
`,
      );
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      trust = trustFrom(await readFile(services.trustedRootPath, 'utf8'));
      repository = client.repository(
        { transport: 'registry', registry: scene.registry.host, path: 'mirror/app' },
        { writes: true },
      );
      ({ index, genuine, donor } = await readGenuine(repository, scene.digests, predicateType));
    });
    afterAll(async () => {
      await client.close();
      await services?.close();
      await scene?.close();
    });

    const put = async (bundle: unknown): Promise<void> =>
      replaceBundle(
        repository,
        index,
        await bundleOf(repository, index, predicateType),
        bundle as BundleDocument,
      );
    const cosign = () =>
      runProgram(
        tools.paths.cosign,
        `verify-attestation --trusted-root ${services.trustedRootPath} --type slsaprovenance1 --certificate-identity-regexp ${identity} --certificate-oidc-issuer ${issuer} ${scene.reference('app')}:1.0.0`.split(
          ' ',
        ),
        { env: scene.workspace.env },
      );
    const ours = (bundle: unknown) =>
      verifyBundle(bundle, { trust, policy: { identity, issuer }, subject: index.digest });
    const copy = (): DatedBundle => JSON.parse(JSON.stringify(genuine)) as DatedBundle;
    const stampOf = (bundle: unknown): Buffer => {
      const { timestampVerificationData } = (bundle as DatedBundle).verificationMaterial;
      return Buffer.from(timestampVerificationData?.rfc3161Timestamps[0]?.signedTimestamp ?? '', 'base64');
    };
    const stamped = (...timestamps: Uint8Array[]): DatedBundle => {
      const bundle = copy();
      bundle.verificationMaterial.timestampVerificationData = {
        rfc3161Timestamps: timestamps.map((one) => ({
          signedTimestamp: Buffer.from(one).toString('base64'),
        })),
      };
      return bundle;
    };
    /** One bit changed, so far from the first of these bytes, or from the end. */
    const damaged = (from: string | undefined, offset: number): Buffer => {
      const bytes = stampOf(genuine);
      const start = from === undefined ? bytes.length : bytes.indexOf(Buffer.from(from, 'hex'));
      expect(start).toBeGreaterThan(0);
      bytes.writeUInt8(bytes.readUInt8(start + offset) ^ 1, start + offset);
      return bytes;
    };

    const signatureOf = (bundle: DatedBundle): Buffer =>
      Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64');
    /** A timestamp of the real authority, which is asked to put its certificate in. */
    const withCertificate = async (): Promise<Buffer> => {
      const artifactHash = createHash('sha256').update(signatureOf(copy())).digest('base64');
      const answer = await fetch(`${services.timestampUrl}/api/v1/timestamp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ artifactHash, hashAlgorithm: 'sha256', certificates: true, nonce: 1 }),
      });
      return Buffer.from(await answer.arrayBuffer());
    };

    it('accepts what is genuine', async () => {
      const ended = await cosign();
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(() => ours(genuine)).not.toThrow();
    });

    it('accepts one with the certificate of its authority in it, and with a bit of that certificate changed nobody does', async () => {
      const bytes = await withCertificate();
      const whole = stamped(bytes);
      expect(() => ours(whole)).not.toThrow();
      await put(whole);
      const ended = await cosign();
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      // The name of an extension, authorityKeyIdentifier, and some of what is behind it.
      const position = bytes.indexOf(Buffer.from('0603551d23', 'hex')) + 20;
      bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
      expect(() => ours(stamped(bytes))).toThrow(PolicyError);
      await put(stamped(bytes));
      expect((await cosign()).exitCode).not.toBe(0);
      await put(genuine);
    });

    it("refuses a right one beside another signature's, with which cosign is content", async () => {
      const both = stamped(stampOf(genuine), stampOf(donor));
      expect(() => ours(both)).toThrow(PolicyError);
      await put(both);
      expect((await cosign()).exitCode).toBe(0);
      await put(genuine);
    });

    it.each<[what: string, forge: () => Promise<DatedBundle> | DatedBundle]>([
      [
        'that it has none',
        () => {
          const bundle = copy();
          delete bundle.verificationMaterial.timestampVerificationData;
          return bundle;
        },
      ],
      [
        'that its entry has a time of its own instead',
        () => {
          const bundle = copy();
          delete bundle.verificationMaterial.timestampVerificationData;
          bundle.verificationMaterial.tlogEntries[0].integratedTime = String(Math.floor(Date.now() / 1000));
          return bundle;
        },
      ],
      [
        'that its entry has a time of its own beside it',
        () => {
          const bundle = copy();
          bundle.verificationMaterial.tlogEntries[0].integratedTime = '1000000000';
          return bundle;
        },
      ],
      ['that the list is empty', () => stamped()],
      ["that it is another signature's", () => stamped(stampOf(donor))],
      [
        "that it is another authority's",
        async () => {
          const authority = await createTimestampAuthority();
          return stamped(await authority.timestamp(signatureOf(copy())));
        },
      ],
      ['a bit of its signature', () => stamped(damaged(undefined, -1))],
      // INTEGER 0
      ['a bit of its status', () => stamped(damaged('020100', 2))],
      // GeneralizedTime, 20…
      ['a bit of its time', () => stamped(damaged('180f3230', 10))],
      // OCTET STRING of 32 bytes
      ['a bit of the digest in it', () => stamped(damaged('0420', 12))],
      ['that it is cut off', () => stamped(stampOf(genuine).subarray(0, -1))],
      ['that it is empty', () => stamped(Buffer.alloc(0))],
    ])('%s', async (_, forge) => {
      const forged = await forge();
      expect(() => ours(forged)).toThrow(PolicyError);
      await put(forged);
      const theirs = await cosign();
      await put(genuine);
      expect(theirs.exitCode).not.toBe(0);
    });
  },
);
