import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  Key,
  Metadata,
  MetaFile,
  Root,
  Signature,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from '@tufjs/models';
import canonicalize from 'canonicalize';
import type { Answer, Request } from './service.ts';

/** One file of the repository. */
export interface TufTarget {
  text: string;
  /** What cosign before 2.6 goes by, in the `custom` field of public Sigstore's targets. */
  usage?: 'Fulcio' | 'Rekor' | 'CTFE';
}

const common = { version: 1, specVersion: '1.0.31' };

/**
 * A TUF repository with one key for all roles and consistent snapshots (TUF specification, sections 4 and 6.2).
 */
export class TufRepository {
  private readonly files = new Map<string, Buffer>();
  /** What clients are given to trust it by. */
  readonly root: Buffer;

  /** @param days for which what it says is good; negative where that time is over */
  constructor(targets: Record<string, TufTarget>, days = 365) {
    const signer = createSigner();
    const expires = `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
    const options = { ...common, expires };

    const root = new Root({ ...options, consistentSnapshot: true });
    for (const role of ['root', 'targets', 'snapshot', 'timestamp']) root.addKey(signer.key, role);
    this.root = signer.sign(new Metadata(root));

    const described = Object.entries(targets).map(([path, { text, usage }]) => {
      const bytes = Buffer.from(text);
      const digest = sha256(bytes);
      this.files.set(`/targets/${digest}.${path}`, bytes);
      const unrecognizedFields =
        usage === undefined ? {} : { custom: { sigstore: { usage, status: 'Active' } } };
      return new TargetFile({ path, length: bytes.length, hashes: { sha256: digest }, unrecognizedFields });
    });
    const targetMap = Object.fromEntries(described.map((target) => [target.path, target]));
    const targetsBytes = signer.sign(new Metadata(new Targets({ ...options, targets: targetMap })));
    const snapshot = new Snapshot({ ...options, meta: { 'targets.json': metaFile(targetsBytes) } });
    const snapshotBytes = signer.sign(new Metadata(snapshot));
    const timestamp = new Timestamp({ ...options, snapshotMeta: metaFile(snapshotBytes) });
    this.files.set('/1.root.json', this.root);
    this.files.set('/1.targets.json', targetsBytes);
    this.files.set('/1.snapshot.json', snapshotBytes);
    this.files.set('/timestamp.json', signer.sign(new Metadata(timestamp)));
  }

  handle({ path }: Request): Answer {
    const bytes = this.files.get(path);
    return bytes === undefined ? { status: 404 } : { status: 200, bytes };
  }
}

function createSigner() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url').toString('hex');
  const content = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } };
  const keyID = sha256(Buffer.from(canonicalize(content) ?? ''));
  return {
    key: new Key({ keyID, keyType: 'ed25519', scheme: 'ed25519', keyVal: { public: raw } }),
    sign(metadata: Metadata<Root | Targets | Snapshot | Timestamp>): Buffer {
      metadata.sign((data) => new Signature({ keyID, sig: sign(null, data, privateKey).toString('hex') }));
      return Buffer.from(JSON.stringify(metadata.toJSON()));
    },
  };
}

function metaFile(bytes: Buffer): MetaFile {
  return new MetaFile({ version: 1, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
