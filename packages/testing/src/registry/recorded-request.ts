import type { IncomingHttpHeaders } from 'node:http';

export type RequestKind =
  | 'manifest'
  | 'blob'
  | 'upload'
  | 'tags'
  | 'referrers'
  | 'token'
  | 'ping'
  /** No path of the distribution-spec. */
  | 'other';

/** One request as the registry saw it, in order of arrival. */
export interface RecordedRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  kind: RequestKind;
  /** Where the path names one. */
  repository?: string;
  /** Tag or digest of manifests, blobs and referrers; the session of an upload. */
  reference?: string;
  /** 0 until there is an answer, and for ever where the connection was reset before one. */
  status: number;
  /** Of the answer's body, as sent. */
  bytes: number;
  /** Of the request's body, as received. */
  bytesReceived: number;
}
