import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startServer } from './server-process.ts';
import { startTlsFront, type TlsFront } from './tls-front.ts';

/** A program that answers as the KMS of AWS, behind TLS, which is what cosign asks for. */
export interface KeyService {
  readonly front: TlsFront;
  /** The operations that came through TLS, in order: `GetPublicKey`, `Sign`. */
  readonly calls: readonly string[];
  /** Makes a key that signs, with this `KeySpec`. @returns its id */
  createKey(spec: string): Promise<string>;
  /** An operation of KMS, without TLS and credentials. @throws Error for what it refuses */
  ask(operation: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  /** The same of IAM, which takes another form. @throws Error for what it refuses */
  askIam(action: string, input: Readonly<Record<string, string>>): Promise<string>;
  /** What the program has beside the services of AWS. @throws Error for what it refuses */
  post(path: string, body: string): Promise<string>;
  close(): Promise<void>;
}

export const region = 'eu-west-3';

/** How a program is told where to serve, and what it answers once it does. */
interface Serving {
  args: (port: number) => readonly string[];
  env: (port: number, directory: string) => Readonly<Record<string, string>>;
  ready: string;
}

const programs: Readonly<Record<'local-kms' | 'moto', Serving>> = {
  'local-kms': {
    args: () => [],
    env: (port, directory) => ({
      PORT: `${port}`,
      KMS_REGION: region,
      KMS_DATA_PATH: join(directory, 'data'),
    }),
    ready: '/',
  },
  moto: {
    args: (port) => ['-H', '127.0.0.1', '-p', `${port}`],
    env: () => ({}),
    ready: '/moto-api/data.json',
  },
};

export async function startKeyService(name: keyof typeof programs, path: string): Promise<KeyService> {
  const { args, env, ready } = programs[name];
  const directory = await mkdtemp(join(tmpdir(), `${name}-`));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const server = await startServer(path, args(port), {
    host,
    directory,
    path: ready,
    env: env(port, directory),
  });
  const calls: string[] = [];
  const front = await startTlsFront(port, (request) => calls.push(operationOf(request.headers)));
  const send = async (to: string, body: string, headers: Record<string, string> = {}): Promise<string> => {
    const response = await fetch(`http://${host}${to}`, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${to}: ${response.status}: ${text}`);
    return text;
  };
  const ask: KeyService['ask'] = (operation, input) =>
    send('/', JSON.stringify(input), {
      authorization: meantFor('kms'),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
    });
  return {
    front,
    calls,
    createKey: async (spec) => {
      const input = { KeyUsage: 'SIGN_VERIFY', KeySpec: spec };
      const made = JSON.parse(await ask('CreateKey', input)) as { KeyMetadata: { KeyId: string } };
      return made.KeyMetadata.KeyId;
    },
    ask,
    askIam: (action, input) =>
      send('/', new URLSearchParams({ Action: action, Version: '2010-05-08', ...input }).toString(), {
        authorization: meantFor('iam'),
        'content-type': 'application/x-www-form-urlencoded',
      }),
    post: send,
    close: async () => {
      await Promise.all([front.close(), server.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The name after the dot of `X-Amz-Target: TrentService.Sign`. */
export function operationOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}

/** Nobody checks such a signature, but it says which service is meant. */
function meantFor(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
