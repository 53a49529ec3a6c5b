import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test changes about the stub. */
export interface StubBehaviour {
  /** Serve the referrers API. */
  referrers?: boolean;
  /** Mount what another repository has. */
  mounts?: boolean;
  /** Answers in place of the stub; `true`: it did. */
  intercept?: (request: IncomingMessage, response: ServerResponse, stub: RegistryStub) => boolean;
}

interface Stored {
  type: string;
  bytes: Buffer;
}

/** A registry in memory for this package's own tests: as much of the distribution-spec as they need, every request noted. */
export class RegistryStub {
  /** `METHOD /path?query`, in the order of arrival. */
  readonly log: string[] = [];
  readonly blobs: Map<string, Buffer> = new Map();
  readonly manifests: Map<string, Stored> = new Map();
  readonly behaviour: StubBehaviour;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(behaviour: StubBehaviour = {}) {
    this.behaviour = behaviour;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** How many requests there were whose line matches. */
  count(pattern: RegExp): number {
    return this.log.filter((line) => pattern.test(line)).length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.log.push(`${request.method} ${request.url}`);
    if (this.behaviour.intercept?.(request, response, this) === true) return;
    const url = new URL(request.url ?? '/', 'http://stub');
    const [, repository = '', kind = '', rest = ''] =
      /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs|tags|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    const body = await bodyOf(request);
    if (body === undefined) return;
    const answer = this.#answer(
      `${request.method} ${kind}`,
      repository,
      rest,
      url.searchParams,
      body,
      request,
    );
    response.writeHead(answer.status, { 'content-length': answer.body?.length ?? 0, ...answer.headers });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  #answer(
    route: string,
    repository: string,
    rest: string,
    query: URLSearchParams,
    body: Buffer,
    request: IncomingMessage,
  ): { status: number; headers?: Record<string, string | number>; body?: Buffer } {
    const key = `${repository} ${rest}`;
    switch (route) {
      case 'HEAD blobs':
      case 'GET blobs': {
        const bytes = this.blobs.get(key);
        return bytes === undefined ? { status: 404 } : { status: 200, body: bytes };
      }
      case 'POST blobs/uploads': {
        const held = this.blobs.get(`${query.get('from')} ${query.get('mount')}`);
        if (this.behaviour.mounts === true && held !== undefined) {
          this.blobs.set(`${repository} ${query.get('mount')}`, held);
          return { status: 201 };
        }
        return { status: 202, headers: { location: `/v2/${repository}/blobs/uploads/1?_state=a%2Bb%3D` } };
      }
      case 'PUT blobs/uploads': {
        const digest = query.get('digest') ?? '';
        if (digestOf(digest, body) !== digest || query.get('_state') !== 'a+b=') return { status: 400 };
        this.blobs.set(`${repository} ${digest}`, body);
        return { status: 201 };
      }
      case 'PUT manifests': {
        const type = request.headers['content-type'] ?? '';
        const digest = digestOf(rest.includes(':') ? rest : 'sha256', body);
        for (const name of [rest, digest]) this.manifests.set(`${repository} ${name}`, { type, bytes: body });
        const { subject } = JSON.parse(body.toString()) as { subject?: { digest: string } };
        const lists = this.behaviour.referrers === true && subject !== undefined;
        return {
          status: 201,
          headers: { 'docker-content-digest': digest, ...(lists ? { 'oci-subject': subject.digest } : {}) },
        };
      }
      case 'HEAD manifests':
      case 'GET manifests': {
        const found = this.manifests.get(key);
        if (found === undefined) return { status: 404 };
        const digest = digestOf(rest, found.bytes);
        return {
          status: 200,
          headers: {
            'content-type': found.type,
            'docker-content-digest': digest,
            'content-length': found.bytes.length,
          },
          body: found.bytes,
        };
      }
      case 'DELETE manifests':
        return { status: this.manifests.delete(key) ? 202 : 404 };
      case 'GET tags':
        return this.#tags(repository);
      case 'GET referrers':
        return this.behaviour.referrers === true ? this.#referrers(repository, rest) : { status: 404 };
      default:
        return { status: 404 };
    }
  }

  #tags(repository: string): { status: number; body: Buffer } {
    const own = [...this.manifests.keys()].filter((key) => key.startsWith(`${repository} `));
    if (own.length === 0) return { status: 404, body: Buffer.from('{"errors":[{"code":"NAME_UNKNOWN"}]}') };
    const tags = own.map((key) => key.slice(repository.length + 1)).filter((name) => !name.includes(':'));
    return { status: 200, body: Buffer.from(JSON.stringify({ tags })) };
  }

  #referrers(
    repository: string,
    digest: string,
  ): { status: number; headers: Record<string, string>; body: Buffer } {
    const entries = [...this.manifests].flatMap(([key, { type, bytes }]) => {
      const { subject, artifactType, annotations } = JSON.parse(bytes.toString());
      const own = key.startsWith(`${repository} sha`) && key.includes(':') && subject?.digest === digest;
      return own
        ? [{ mediaType: type, digest: key.split(' ')[1], size: bytes.length, artifactType, annotations }]
        : [];
    });
    const type = 'application/vnd.oci.image.index.v1+json';
    const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, manifests: entries }));
    return { status: 200, headers: { 'content-type': type }, body };
  }
}

function digestOf(like: string, bytes: Buffer): string {
  const algorithm = like.startsWith('sha512') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
