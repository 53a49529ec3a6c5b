import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  githubIssuer,
  type LocalSigstore,
  signingConfigJson,
  startTufRepository,
  type TufService,
} from '@multiarch-mirror/testing';
import { freePort } from './free-port.ts';
import { startServer } from './server-process.ts';

/** The real timestamp authority and the real log of version 2, beside a local Sigstore that issues the certificates. */
export interface PrivateSigstore {
  readonly timestampUrl: string;
  readonly rekorUrl: string;
  /** Where the log keeps its checkpoint and tiles; whoever runs one shows them below `/api/v2/`, by a server of its own. */
  readonly tilesPath: string;
  /** The trusted root of all of them. */
  readonly trustedRootPath: string;
  /** Their TUF repository: that trusted root, and the signing config that tells cosign of them. */
  readonly tuf: TufService;
  close(): Promise<void>;
}

export async function startPrivateSigstore(
  paths: Readonly<Record<'timestamp-server' | 'rekor-tiles', string>>,
  sigstore: LocalSigstore,
): Promise<PrivateSigstore> {
  const directory = await mkdtemp(join(tmpdir(), 'private-sigstore-'));
  const servers: { close(): Promise<void> }[] = [];
  const serve = async (program: string, path: string, args: (port: number) => string[]): Promise<string> => {
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    servers.push(await startServer(program, args(port), { host, directory, path }));
    return `http://${host}`;
  };
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const key = generateKeyPairSync('ed25519');
    const keyPath = join(directory, 'log.pem');
    await writeFile(keyPath, key.privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    const storage = join(directory, 'storage');
    await mkdir(storage);
    const others = [await freePort(), await freePort()];
    const rekorUrl = await serve(paths['rekor-tiles'], '/healthz', (port) =>
      `serve --hostname 127.0.0.1 --http-port ${port} --grpc-port ${others[0]} --http-metrics-port ${others[1]} --checkpoint-interval 200ms --batch-max-age 20ms --signer-filepath`
        .split(' ')
        .concat(keyPath, '--storage-dir', storage),
    );
    const timestampUrl = await serve(paths['timestamp-server'], '/ping', (port) =>
      `serve --host 127.0.0.1 --port ${port} --disable-ntp-monitoring`.split(' '),
    );
    const chain = await (await fetch(`${timestampUrl}/api/v1/timestamp/certchain`)).text();
    const trustedRootPath = join(directory, 'trusted_root.json');
    const publicKey = key.publicKey.export({ format: 'der', type: 'spki' });
    const trustedRoot = withServices(sigstore, { rekorUrl, publicKey, timestampUrl, chain });
    await writeFile(trustedRootPath, trustedRoot);
    const tuf = await startTufRepository({
      'trusted_root.json': trustedRoot,
      'signing_config.v0.2.json': signingConfigJson({
        fulcioUrl: sigstore.fulcioUrl,
        issuerUrl: githubIssuer,
        rekorUrl,
        rekorVersion: 2,
        timestampUrl: `${timestampUrl}/api/v1/timestamp`,
      }),
    });
    servers.push(tuf);
    return { timestampUrl, rekorUrl, tilesPath: storage, trustedRootPath, tuf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The local Sigstore's trusted root (protobuf-specs, sigstore_trustroot.proto) with both services beside its own. */
function withServices(
  sigstore: LocalSigstore,
  added: { rekorUrl: string; publicKey: Buffer; timestampUrl: string; chain: string },
): string {
  const root = JSON.parse(sigstore.trustedRootJson) as {
    tlogs: unknown[];
    timestampAuthorities?: unknown[];
  };
  const validFor = { start: '2020-01-01T00:00:00Z' };
  // Of an Ed25519 key a log's id is that of its checkpoints (C2SP, signed-note); the key itself is the last 32 bytes.
  const keyId = createHash('sha256')
    .update(Buffer.from('127.0.0.1\n\u0001'))
    .update(added.publicKey.subarray(-32))
    .digest('base64');
  root.tlogs.push({
    baseUrl: added.rekorUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: added.publicKey.toString('base64'), keyDetails: 'PKIX_ED25519', validFor },
    logId: { keyId },
  });
  const certificates = [
    ...added.chain.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g),
  ].map(([, base64 = '']) => ({ rawBytes: base64.replaceAll(/\s/g, '') }));
  root.timestampAuthorities = [
    {
      subject: { organization: 'local', commonName: 'tsa' },
      uri: added.timestampUrl,
      certChain: { certificates },
      validFor,
    },
  ];
  return JSON.stringify(root);
}
