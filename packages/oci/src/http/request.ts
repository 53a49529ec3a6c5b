import type { BodyStream } from './body-stream.ts';
import type { Endpoint } from './endpoint.ts';
import type { RequestKind } from './statistics.ts';

/** One request to a registry, as often as it may have to be sent. */
export interface RegistryRequest {
  endpoint: Endpoint;
  kind: RequestKind;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  /** What a token has to allow: `repository:library/debian:pull`. */
  scopes: string[];
  headers?: Record<string, string>;
  /** A stream can be sent only once: with `once`. */
  body?: Uint8Array | { length: number; stream: AsyncIterable<Uint8Array> };
  /** Follow redirects. */
  follow?: boolean;
  /**
   * The body is large: it is read in pieces past the HTTP parser where the connection and the answer allow that. Of `borrowed`
   * ones each is valid only until the next is asked for.
   */
  pieces?: 'kept' | 'borrowed';
  /** Goes on with a download that had its slot: it takes none, and so waits for nobody who waits for it. */
  unqueued?: boolean;
  /** Ends what was begun (an upload, an image): it goes before what begins something. */
  finishes?: boolean;
  /** Not repeated here; the caller has more to repeat than the request. */
  once?: boolean;
  /** Statuses beside 2xx that are answers, not errors. */
  accepts?: number[];
}

export interface RegistryResponse {
  status: number;
  /** Where the answer came from, after redirects. */
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: BodyStream;
}

/** A header that is sent once. */
export function headerOf(response: RegistryResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
