import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import canonicalize from 'canonicalize';
import { entryBody, type ProposedEntry } from './log-entry.ts';
import { MerkleTree } from './merkle-tree.ts';
import type { Answer, Request } from './service.ts';

/** An entry as it was entered. */
export interface LoggedEntry {
  readonly uuid: string;
  readonly logIndex: number;
  readonly integratedTime: number;
  /** Canonical JSON. */
  readonly body: Buffer;
}

const entriesPath = '/api/v1/log/entries';
const treeId = '1234567890123456';

/**
 * Rekor v1: one growing tree with real proofs. sigstore's mock gives each entry a tree and a random index of its own, keeps none, and
 * does not canonicalise entries of type `dsse`.
 */
export class Rekor {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly tree = new MerkleTree();
  readonly entries: LoggedEntry[] = [];
  /** The name that checkpoints carry: verifiers look for it in the log's URL. */
  private readonly origin: string;

  constructor(origin = '127.0.0.1') {
    this.origin = origin;
  }

  /** DER, SubjectPublicKeyInfo. */
  get publicKey(): Buffer {
    return this.keys.publicKey.export({ format: 'der', type: 'spki' });
  }

  get logId(): Buffer {
    return createHash('sha256').update(this.publicKey).digest();
  }

  handle({ method, path, query, body }: Request): Answer {
    if (method === 'POST' && path === entriesPath) return this.create(body);
    if (method === 'POST' && path === `${entriesPath}/retrieve`) return this.retrieve(body);
    if (method === 'GET' && path === entriesPath)
      return this.answer(this.entries[Number(query.get('logIndex'))]);
    if (method === 'GET' && path.startsWith(`${entriesPath}/`)) {
      const uuid = path.slice(entriesPath.length + 1);
      return this.answer(this.entries.find((entry) => entry.uuid.endsWith(uuid)));
    }
    if (method === 'GET' && path === '/api/v1/log/publicKey') {
      const pem = this.keys.publicKey.export({ format: 'pem', type: 'spki' });
      return { status: 200, bytes: Buffer.from(pem), headers: { 'content-type': 'application/x-pem-file' } };
    }
    if (method === 'GET' && path === '/api/v1/log') {
      return {
        status: 200,
        json: {
          treeID: treeId,
          treeSize: this.tree.size,
          rootHash: this.tree.root().toString('hex'),
          signedTreeHead: this.checkpoint(),
          inactiveShards: [],
        },
      };
    }
    return { status: 404, json: { code: 404, message: 'not found' } };
  }

  private create(text: string): Answer {
    let body: Buffer;
    try {
      body = Buffer.from(canonicalize(entryBody(JSON.parse(text) as ProposedEntry)) ?? '');
    } catch (error) {
      return {
        status: 400,
        json: { code: 400, message: error instanceof Error ? error.message : 'refused' },
      };
    }
    const known = this.entries.find((entry) => entry.body.equals(body));
    if (known !== undefined) {
      return {
        status: 409,
        json: {
          code: 409,
          message: `an equivalent entry already exists in the transparency log with UUID ${known.uuid}`,
        },
        headers: { location: `${entriesPath}/${known.uuid}` },
      };
    }
    const leaf = this.tree.append(body);
    const entry: LoggedEntry = {
      uuid: BigInt(treeId).toString(16).padStart(16, '0') + leaf.toString('hex'),
      logIndex: this.entries.length,
      integratedTime: Math.floor(Date.now() / 1000),
      body,
    };
    this.entries.push(entry);
    return {
      ...this.answer(entry),
      status: 201,
      headers: { location: `${entriesPath}/${entry.uuid}`, etag: entry.uuid },
    };
  }

  private retrieve(text: string): Answer {
    const {
      entries = [],
      entryUUIDs = [],
      logIndexes = [],
    } = JSON.parse(text) as {
      entries?: ProposedEntry[];
      entryUUIDs?: string[];
      logIndexes?: number[];
    };
    const bodies = entries.map((entry) => Buffer.from(canonicalize(entryBody(entry)) ?? ''));
    const found = this.entries.filter(
      ({ uuid, logIndex, body }) =>
        entryUUIDs.some((wanted) => uuid.endsWith(wanted)) ||
        logIndexes.includes(logIndex) ||
        bodies.some((wanted) => wanted.equals(body)),
    );
    return { status: 200, json: found.map((entry) => ({ [entry.uuid]: this.describe(entry) })) };
  }

  private answer(entry: LoggedEntry | undefined): Answer {
    if (entry === undefined) return { status: 404, json: { code: 404, message: 'no such entry' } };
    return { status: 200, json: { [entry.uuid]: this.describe(entry) } };
  }

  private describe({ body, integratedTime, logIndex }: LoggedEntry): object {
    const promised = {
      body: body.toString('base64'),
      integratedTime,
      logIndex,
      logID: this.logId.toString('hex'),
    };
    return {
      ...promised,
      verification: {
        signedEntryTimestamp: this.sign(canonicalize(promised) ?? '').toString('base64'),
        inclusionProof: {
          checkpoint: this.checkpoint(),
          hashes: this.tree.proof(logIndex).map((hash) => hash.toString('hex')),
          logIndex,
          rootHash: this.tree.root().toString('hex'),
          treeSize: this.tree.size,
        },
      },
    };
  }

  /** A signed note (C2SP, tlog-checkpoint). */
  private checkpoint(): string {
    const note = `${this.origin} - ${treeId}\n${this.tree.size}\n${this.tree.root().toString('base64')}\n`;
    const signature = Buffer.concat([this.logId.subarray(0, 4), this.sign(note)]);
    return `${note}\n\u2014 ${this.origin} ${signature.toString('base64')}\n`;
  }

  private sign(text: string): Buffer {
    return sign('sha256', Buffer.from(text), this.keys.privateKey);
  }
}
