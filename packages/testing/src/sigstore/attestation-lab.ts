import {
  type AttestationFormat,
  AttestationStore,
  createKeylessSigner,
  createStatement,
  fixedToken,
  type IdentityPolicy,
  predicateTypes,
  type Signer,
  type Trust,
  trustFrom,
  type VerificationPolicy,
} from '@multiarch-mirror/attest';
import { type Descriptor, OciClient, type Repository } from '@multiarch-mirror/oci';
import { buildImage, buildIndex, pushImage } from '../image/index.ts';
import { type EmbeddedRegistry, type RegistryOptions, startRegistry } from '../registry/index.ts';
import type { WorkflowClaims } from './identity-issuer.ts';
import { type LocalSigstore, startSigstore } from './local-sigstore.ts';

const repositoryPath = 'mirror/app';

/** The identity of the default workflow of a local Sigstore. */
export const workflowPolicy: IdentityPolicy = {
  identity: String.raw`^https://github\.com/this-is-tobi/multiarch-mirror/\.github/workflows/mirror\.yml@refs/heads/main$`,
  issuer: 'https://token.actions.githubusercontent.com',
};

/** A two-platform image in an embedded registry, and a Sigstore to attest it with. */
export interface AttestationLab {
  readonly sigstore: LocalSigstore;
  readonly registry: EmbeddedRegistry;
  readonly repository: Repository;
  readonly trust: Trust;
  readonly index: Descriptor;
  readonly platforms: Descriptor[];
  /** Of the repository, as a legacy signature names it. */
  readonly reference: string;
  signer(claims?: WorkflowClaims): Signer;
  /** `others`: of other entries that fill the repository. */
  store(format?: AttestationFormat, others?: VerificationPolicy[]): AttestationStore;
  storeBy(policies: VerificationPolicy[], format: AttestationFormat): AttestationStore;
  /** Does what a chain of all plugins does, and writes it. */
  attest(store?: AttestationStore, signer?: Signer): Promise<void>;
  close(): Promise<void>;
}

export async function startAttestationLab(options: RegistryOptions = {}): Promise<AttestationLab> {
  const sigstore = await startSigstore();
  const registry = await startRegistry(options);
  const client = new OciClient({ retry: { attempts: 1 } });
  const repository = client.repository({
    transport: 'registry',
    registry: registry.host,
    path: repositoryPath,
  });
  const images = await Promise.all(
    ['amd64', 'arm64'].map((architecture) =>
      buildImage({ platform: { os: 'linux', architecture }, files: { 'etc/arch': architecture } }),
    ),
  );
  const built = buildIndex(images);
  await pushImage(repository, built, '1.0.0');
  const index = built.manifest.descriptor;
  const platforms = images.map(({ manifest }) => manifest.descriptor);
  const trust = trustFrom(sigstore.trustedRootJson);
  const reference = `${registry.host}/${repositoryPath}`;

  const lab: AttestationLab = {
    sigstore,
    registry,
    repository,
    trust,
    index,
    platforms,
    reference,
    signer: (claims) =>
      createKeylessSigner({
        fulcioUrl: sigstore.fulcioUrl,
        rekorUrl: sigstore.rekorUrl,
        identityToken: fixedToken(sigstore.identityToken(claims)),
      }),
    store: (format = 'both', others = []) => lab.storeBy([workflowPolicy, ...others], format),
    storeBy: (policies, format) =>
      new AttestationStore({ repository, format, trust, policies, rekorUrl: sigstore.rekorUrl }),
    async attest(store = lab.store(), signer = lab.signer()) {
      for (const subject of [...platforms, index]) {
        const legacy = subject === index;
        const { digest } = subject;
        const kinds = legacy ? indexStatements : platformStatements;
        for (const predicateType of kinds) {
          const statement = createStatement({ subject: { digest }, predicateType, predicate: {} });
          await store.attach(subject, { predicateType, legacy, policy: workflowPolicy }, () =>
            signer.sign(statement),
          );
        }
        const image = { reference, digest };
        await store.attachSignature(image, { legacy, policy: workflowPolicy }, () => signer.signImage(image));
        await store.flush(subject);
      }
    },
    async close() {
      await Promise.all([client.close(), registry.close(), sigstore.close()]);
    },
  };
  return lab;
}

/** What a chain puts on a platform, and on the index. */
const platformStatements: string[] = [predicateTypes.spdx, predicateTypes.sign];
export const indexStatements: string[] = [
  ...platformStatements,
  predicateTypes.slsaProvenance1,
  predicateTypes.slsaProvenance02,
];
