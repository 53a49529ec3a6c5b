import {
  checkAttestations,
  createStatement,
  legacyTag,
  predicateTypes,
  readAttestations,
  type SignedStatement,
  type Statement,
  verifyBundle,
} from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  parseImageManifest,
  type RepositoryReader,
  rawManifest,
  readBlob,
} from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';
import { mutations } from './mutations.ts';

let lab: AttestationLab;
let signed: SignedStatement;
/** As good, by the same signer with another certificate, about a platform. */
let donor: SignedStatement;
beforeAll(async () => {
  lab = await startAttestationLab();
  await lab.attest();
  const sign = (digest = '', predicate: unknown = {}) =>
    lab
      .signer()
      .sign(createStatement({ subject: { digest }, predicateType: predicateTypes.spdx, predicate }));
  donor = await sign(lab.platforms[0]?.digest, { of: 'donor' });
  signed = await sign(lab.index.digest, { of: 'index' });
});
afterAll(() => lab.close());

const outcome = (error: unknown): string => (error instanceof MirrorError ? error.code : String(error));
/** Everything that was not refused with a code of ours. */
const unrefused = (verdicts: string[]): string[] => verdicts.filter((line) => !/ → MIRROR_\w+$/.test(line));

/** A bundle's JSON, for damage. */
interface LooseBundle {
  dsseEnvelope: { signatures: unknown[] };
  verificationMaterial: { tlogEntries: unknown[] };
}

describe('a bundle', () => {
  const verdict = (bundle: unknown): string => {
    try {
      const subject = lab.index.digest;
      const predicateType = predicateTypes.spdx;
      verifyBundle(bundle, { trust: lab.trust, policy: workflowPolicy, subject, predicateType });
      return 'accepted';
    } catch (error) {
      return outcome(error);
    }
  };

  it('that is whole is accepted', () => {
    expect(verdict(signed.bundle)).toBe('accepted');
  });

  it('is refused with any text of it changed: certificate, statement, signature, entry, promise, proof, checkpoint', () => {
    const all = mutations(signed.bundle, donor.bundle);
    expect(all.length).toBeGreaterThan(110);
    expect(unrefused(all.map(({ name, document }) => `${name} → ${verdict(document)}`))).toEqual([]);
  });

  it.each<[string, (bundle: LooseBundle) => unknown]>([
    ['twice the same entry', ({ verificationMaterial: { tlogEntries } }) => tlogEntries.push(tlogEntries[0])],
    [
      'an entry of the other beside it',
      ({ verificationMaterial: { tlogEntries } }) =>
        tlogEntries.push((donor.bundle.verificationMaterial.tlogEntries ?? [])[0]),
    ],
    [
      'only the entry of the other',
      (bundle) =>
        Object.assign(bundle.verificationMaterial, {
          tlogEntries: donor.bundle.verificationMaterial.tlogEntries,
        }),
    ],
    [
      'all material of the other',
      (bundle) => Object.assign(bundle, { verificationMaterial: donor.bundle.verificationMaterial }),
    ],
    [
      'the envelope of the other',
      (bundle) => Object.assign(bundle, { dsseEnvelope: donor.bundle.dsseEnvelope }),
    ],
    ['two signatures', ({ dsseEnvelope: { signatures } }) => signatures.push(signatures[0])],
    [
      'a key in the place of the certificate',
      (bundle) =>
        Object.assign(bundle, {
          verificationMaterial: {
            tlogEntries: bundle.verificationMaterial.tlogEntries,
            publicKey: { hint: 'x' },
          },
        }),
    ],
    [
      'neither proof nor promise',
      ({ verificationMaterial: { tlogEntries } }) => {
        const entry = tlogEntries[0] as Record<string, unknown>;
        delete entry.inclusionProof;
        delete entry.inclusionPromise;
      },
    ],
  ])('is refused with %s', (_, change) => {
    const bundle = JSON.parse(JSON.stringify(signed.bundle)) as LooseBundle;
    change(bundle);
    expect(verdict(bundle)).toMatch(/^MIRROR_/);
  });

  it.each<[string, (statement: Statement & Record<string, unknown>) => void]>([
    [
      'an unknown field',
      (statement) => {
        statement.more = 1;
      },
    ],
    [
      'a subject with an unknown field',
      ({ subject }) => {
        Object.assign(subject[0] ?? {}, { more: 1 });
      },
    ],
    [
      'no subject',
      (statement) => {
        statement.subject = [];
      },
    ],
    [
      'a digest in capitals',
      ({ subject }) => {
        const digest = subject[0]?.digest;
        if (digest) digest.sha256 = digest.sha256?.toUpperCase() ?? '';
      },
    ],
    [
      'the digest under another algorithm',
      ({ subject }) => {
        const digest = subject[0]?.digest;
        if (digest) {
          digest.sha512 = digest.sha256 ?? '';
          delete digest.sha256;
        }
      },
    ],
    [
      'the digest in its name only',
      ({ subject }) => {
        subject[0] = { name: lab.index.digest, digest: { sha256: '0'.repeat(64) } };
      },
    ],
    [
      'a digest with more behind it',
      ({ subject }) => {
        const digest = subject[0]?.digest;
        if (digest) digest.sha256 += '0';
      },
    ],
    [
      'another type',
      (statement) => {
        statement._type = 'https://in-toto.io/Statement/v2';
      },
    ],
    [
      'another predicate type',
      (statement) => {
        statement.predicateType = 'https://spdx.dev/Document/v2.3';
      },
    ],
    [
      'another digest',
      ({ subject }) => {
        subject[0] = { digest: { sha256: '0'.repeat(64) } };
      },
    ],
  ])('is refused when the right identity has signed a statement with %s', async (_, change) => {
    const statement = createStatement({
      subject: lab.index,
      predicateType: predicateTypes.spdx,
      predicate: {},
    });
    change(statement as Statement & Record<string, unknown>);
    expect(verdict((await lab.signer().sign(statement)).bundle)).toMatch(/^MIRROR_/);
  });

  it.each([
    [
      'a look-alike of the repository',
      { repository: 'this-is-tobi/multiarch-mirror-evil' },
      'MIRROR_WRONG_IDENTITY',
    ],
    [
      'a look-alike of the owner',
      { repository: 'evil/this-is-tobi/multiarch-mirror' },
      'MIRROR_WRONG_IDENTITY',
    ],
    ['another workflow', { workflow: '.github/workflows/mirror.yml.yml' }, 'MIRROR_WRONG_IDENTITY'],
    ['another branch', { ref: 'refs/heads/main-2' }, 'MIRROR_WRONG_IDENTITY'],
    ['a tag named like the branch', { ref: 'refs/tags/main' }, 'MIRROR_WRONG_IDENTITY'],
    [
      'the same name from another issuer',
      { issuer: 'https://token.actions.githubusercontent.com.evil.example' },
      'MIRROR_WRONG_ISSUER',
    ],
  ])('is refused when %s has signed it', async (_, claims, code) => {
    const statement = createStatement({
      subject: lab.index,
      predicateType: predicateTypes.spdx,
      predicate: {},
    });
    expect(verdict((await lab.signer(claims).sign(statement)).bundle)).toBe(code);
  });
});

/** What stands on the index, with parts of it replaced. */
async function reader(replaced: {
  tags?: Record<string, { layers: Descriptor[] }>;
  blobs?: Map<string, Uint8Array>;
  referrers?: Descriptor[];
}): Promise<RepositoryReader> {
  const { repository } = lab;
  return new Proxy(repository, {
    get(target, name: keyof RepositoryReader) {
      if (name === 'referrers' && replaced.referrers !== undefined) return async () => replaced.referrers;
      if (name === 'manifest') {
        return async (reference: string) => {
          const tag = replaced.tags?.[reference];
          const raw = await target.manifest(reference);
          return tag === undefined
            ? raw
            : rawManifest(raw.descriptor.mediaType, { ...parseImageManifest(raw), ...tag });
        };
      }
      if (name === 'blob') {
        return async (descriptor: Descriptor) => {
          const bytes = replaced.blobs?.get(descriptor.digest);
          if (bytes === undefined) return target.blob(descriptor);
          return (async function* () {
            yield bytes;
          })();
        };
      }
      const member = target[name as keyof typeof target] as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

async function verdictOf(replaced: Parameters<typeof reader>[0], format: 'both' | 'bundle'): Promise<string> {
  const { index, reference, trust } = lab;
  try {
    const stored = await readAttestations(await reader(replaced), index.digest);
    const found = checkAttestations(stored, {
      trust,
      policy: workflowPolicy,
      format,
      image: { reference, digest: index.digest },
      legacy: true,
      signature: true,
      predicateTypes: [predicateTypes.spdx],
    });
    return `accepted ${found.map(({ logIndex }) => logIndex).join(' ')}`;
  } catch (error) {
    return outcome(error);
  }
}

describe('the legacy set', () => {
  const annotation = 'dev.sigstore.cosign/bundle';
  /** A layer as one document: what its annotations hold in JSON, the text that was signed, and the annotations. */
  const layerOf = async (set: 'att' | 'sig', digest = lab.index.digest) => {
    const { layers } = parseImageManifest(await lab.repository.manifest(legacyTag(digest, set)));
    const [layer] = layers.filter(
      ({ annotations = {} }) => set === 'sig' || annotations.predicateType === predicateTypes.spdx,
    );
    if (layer === undefined) throw new Error('no layer');
    const { [annotation]: entry = '', ...annotations } = layer.annotations ?? {};
    const text = Buffer.from(await readBlob(lab.repository, layer)).toString('utf8');
    return {
      layer,
      document: { entry: JSON.parse(entry) as object, annotations, content: JSON.parse(text) as object },
    };
  };

  it.each(['att', 'sig'] as const)('is refused with any text of a layer of `.%s` changed', async (set) => {
    const { layer, document } = await layerOf(set);
    const other = await startAttestationLab();
    await other.attest();
    const theirs = parseImageManifest(await other.repository.manifest(legacyTag(other.index.digest, set)))
      .layers[0];
    const { [annotation]: entry = '', ...annotations } = theirs?.annotations ?? {};
    const content =
      theirs === undefined
        ? {}
        : JSON.parse(Buffer.from(await readBlob(other.repository, theirs)).toString('utf8'));
    await other.close();
    const verdicts: string[] = [];
    for (const { name, document: changed } of mutations(document, {
      entry: JSON.parse(entry),
      annotations,
      content,
    })) {
      const bytes = Buffer.from(JSON.stringify(changed.content));
      const blobs = new Map([[layer.digest, bytes]]);
      const layers = [
        {
          ...layer,
          size: bytes.length,
          annotations: { ...changed.annotations, [annotation]: JSON.stringify(changed.entry) },
        },
      ];
      verdicts.push(
        `${name} → ${await verdictOf({ tags: { [legacyTag(lab.index.digest, set)]: { layers } }, blobs }, 'both')}`,
      );
    }
    expect(verdicts.length).toBeGreaterThan(40);
    // What an annotation says a statement is, is a hint: the statement itself is read. Empty ones are written where a signature is inside.
    const hints =
      set === 'att' ? /^annotations\.(?:predicateType|dev\.cosignproject\.cosign\/signature): / : /^$/;
    expect(unrefused(verdicts).filter((line) => !hints.test(line))).toEqual([]);
  });
});

describe('the list of referrers', () => {
  it('never makes anything else pass: with any text of it changed, what was there is found, or something is missing', async () => {
    const entries = await lab.repository.referrers(lab.index.digest);
    const others = await lab.repository.referrers(lab.platforms[0]?.digest ?? '');
    const truth = await verdictOf({}, 'bundle');
    expect(truth).toMatch(/^accepted/);
    const changed = mutations(entries.slice(0, 2), others);
    expect(changed.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const { name, document } of changed) {
      const found = await verdictOf({ referrers: [...document, ...entries.slice(2)] }, 'bundle');
      if (found !== truth && !found.startsWith('MIRROR_')) wrong.push(`${name} → ${found}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each<[string, (entries: Descriptor[], others: Descriptor[]) => Descriptor[]]>([
    ['is empty', () => []],
    ['is that of a platform', (_, others) => others],
    [
      'lacks the signature',
      (entries) =>
        entries.filter(
          ({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'] !== predicateTypes.sign,
        ),
    ],
    [
      'lacks the SBOM',
      (entries) =>
        entries.filter(
          ({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'] !== predicateTypes.spdx,
        ),
    ],
    [
      'calls everything something else',
      (entries) => entries.map((entry) => ({ ...entry, artifactType: 'application/x' })),
    ],
  ])('that %s is refused', async (_, change) => {
    const entries = await lab.repository.referrers(lab.index.digest);
    const others = await lab.repository.referrers(lab.platforms[0]?.digest ?? '');
    expect(await verdictOf({ referrers: change(entries, others) }, 'bundle')).toMatch(/^MIRROR_/);
  });
});
