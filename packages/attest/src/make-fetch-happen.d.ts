// What is used of it: its published types need those of the DOM.
declare module 'make-fetch-happen' {
  interface FetchOptions {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    /** Milliseconds. */
    timeout?: number;
    signal?: AbortSignal;
    /** Of GETs, whose failures may pass: connections that break, 408, 429, 5xx. */
    retry?: false | { retries: number; minTimeout?: number };
  }

  interface FetchResponse {
    readonly ok: boolean;
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    buffer(): Promise<Buffer>;
    json(): Promise<unknown>;
    text(): Promise<string>;
  }

  export default function fetch(url: string, options?: FetchOptions): Promise<FetchResponse>;
}
