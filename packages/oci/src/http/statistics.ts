/** What a request is about. */
export type RequestKind = 'manifest' | 'blob' | 'upload' | 'tags' | 'referrers' | 'token';

export interface HostBytes {
  read: number;
  written: number;
}

/** Requests and bytes, as they were when it was asked. */
export interface Statistics {
  /** By host (a registry by its name, `docker.io`), then by method and kind: `{"ghcr.io": {"HEAD manifest": 1}}`. */
  requests: Record<string, Record<string, number>>;
  /** Bytes of bodies, by host. */
  bytes: Record<string, HostBytes>;
  bytesRead: number;
  bytesWritten: number;
}

/** Counts what goes over the wire: every attempt, every redirect. */
export class TransferCounter {
  readonly #requests = new Map<string, Map<string, number>>();
  readonly #bytes = new Map<string, HostBytes>();

  request(host: string, method: string, kind: RequestKind): void {
    const name = `${method} ${kind}`;
    const counts = this.#requests.get(host) ?? new Map<string, number>();
    this.#requests.set(host, counts);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  read(host: string, bytes: number): void {
    this.#host(host).read += bytes;
  }

  written(host: string, bytes: number): void {
    this.#host(host).written += bytes;
  }

  snapshot(): Statistics {
    const bytes = [...this.#bytes].map(([host, counts]) => [host, { ...counts }] as const);
    return {
      requests: Object.fromEntries(
        [...this.#requests].map(([host, counts]) => [host, Object.fromEntries(counts)]),
      ),
      bytes: Object.fromEntries(bytes),
      bytesRead: bytes.reduce((sum, [, { read }]) => sum + read, 0),
      bytesWritten: bytes.reduce((sum, [, { written }]) => sum + written, 0),
    };
  }

  #host(host: string): HostBytes {
    const counts = this.#bytes.get(host) ?? { read: 0, written: 0 };
    this.#bytes.set(host, counts);
    return counts;
  }
}
