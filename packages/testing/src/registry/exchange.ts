import type { IncomingMessage } from 'node:http';
import type { RecordedRequest } from './recorded-request.ts';
import { RegistryError } from './registry-error.ts';
import type { RegistryState } from './registry-state.ts';

/** One request on its way through the registry. */
export class Exchange {
  readonly state: RegistryState;
  readonly request: IncomingMessage;
  readonly record: RecordedRequest;

  constructor(state: RegistryState, request: IncomingMessage, record: RecordedRequest) {
    this.state = state;
    this.request = request;
    this.record = record;
  }

  get method(): string {
    return this.record.method;
  }

  get query(): URLSearchParams {
    return this.record.query;
  }

  get repository(): string {
    return this.record.repository ?? '';
  }

  get reference(): string {
    return this.record.reference ?? '';
  }

  /** A header by its lower-case name, several of them joined as RFC 9110 says. */
  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** `http://127.0.0.1:PORT` as the client named it, also behind TLS. */
  get origin(): string {
    const encrypted = 'encrypted' in this.request.socket || this.header('x-forwarded-proto') === 'https';
    return `${encrypted ? 'https' : 'http'}://${this.header('host') ?? '127.0.0.1'}`;
  }

  /** The host that the options name for blobs, or the same server under its other name on loopback: another origin to every client. */
  get otherOrigin(): string {
    const { origin } = this;
    const { blobsElsewhere } = this.state.options;
    if (typeof blobsElsewhere === 'string') return `https://${blobsElsewhere}`;
    return origin.includes('//localhost')
      ? origin.replace('//localhost', '//127.0.0.1')
      : origin.replace(/\/\/[^:/]+/, '//localhost');
  }

  /** The request's body, counted. */
  async *body(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      this.record.bytesReceived += chunk.byteLength;
      yield chunk;
    }
  }

  /** The whole body. @throws RegistryError 413 above `limit`, after reading to its end so that the client hears it */
  async bytes(limit: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.body()) {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
    }
    if (size > limit) throw new RegistryError(413, 'SIZE_INVALID', `more than ${limit} bytes`);
    return Buffer.concat(chunks);
  }
}

/** 405 for whatever an endpoint does not know. */
export function methodNotAllowed(exchange: Exchange): RegistryError {
  return new RegistryError(405, 'UNSUPPORTED', `${exchange.method} is not supported here`);
}
