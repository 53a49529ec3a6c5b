import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { KeyService } from './key-service.ts';
import { startTlsFront, type TlsFront } from './tls-front.ts';

/** What Vault's transit engine answers about one key, which another KMS holds: by its documentation, not by Vault itself. */
export interface TransitService {
  readonly front: TlsFront;
  /** As Vault is before somebody has unsealed it. */
  sealed: boolean;
  close(): Promise<void>;
}

interface Transit {
  /** Where the engine is mounted. */
  mount: string;
  key: string;
  /** The only one that may do anything. */
  token: string;
}

/** @param id of the key in `kms` that signs */
export async function startTransitService(
  kms: KeyService,
  id: string,
  { mount, key, token }: Transit,
): Promise<TransitService> {
  const answer = async (request: IncomingMessage): Promise<[status: number, body: unknown]> => {
    if (service.sealed) return [503, { errors: ['Vault is sealed'] }];
    if (request.headers['x-vault-token'] !== token) return [403, { errors: ['permission denied'] }];
    if (request.url === `/v1/${mount}/keys/${key}`) {
      const { PublicKey } = JSON.parse(await kms.ask('GetPublicKey', { KeyId: id })) as { PublicKey: string };
      const pem = `-----BEGIN PUBLIC KEY-----\n${PublicKey}\n-----END PUBLIC KEY-----\n`;
      return [200, { data: { latest_version: 1, keys: { '1': { name: 'P-256', public_key: pem } } } }];
    }
    if (request.url === `/v1/${mount}/sign/${key}/sha2-256`) {
      const { input, prehashed } = JSON.parse(await textOf(request)) as { input: string; prehashed: boolean };
      const signing = { MessageType: prehashed ? 'DIGEST' : 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' };
      const made = await kms.ask('Sign', { KeyId: id, Message: input, ...signing });
      const { Signature } = JSON.parse(made) as { Signature: string };
      return [200, { data: { signature: `vault:v1:${Signature}` } }];
    }
    return [404, { errors: [] }];
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ([status, body]) => send(response, status, body),
      (error: unknown) => send(response, 500, { errors: [String(error)] }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const front = await startTlsFront(address.port, () => undefined);
  const service: TransitService = {
    front,
    sealed: false,
    close: async () => {
      await front.close();
      server.close();
    },
  };
  return service;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
