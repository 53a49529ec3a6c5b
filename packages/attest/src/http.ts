// oxlint-disable-next-line typescript/triple-slash-reference -- declared modules come along only so, for packages that read these sources
/// <reference path="./make-fetch-happen.d.ts" />
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { FetchOptions, FetchResponse } from 'make-fetch-happen';

export type { FetchResponse } from 'make-fetch-happen';

/** An answer that says no, of a service that was reached. */
export class StatusError extends Error {
  readonly status: number;
  readonly response: FetchResponse;

  constructor(response: FetchResponse, text: string) {
    super(`it answered ${response.status}${text === '' ? '' : `: ${text}`}`);
    this.status = response.status;
    this.response = response;
  }
}

/**
 * Asks a service of Sigstore by the client that sigstore-js has, so that all of its traffic heeds the same proxy and trusts the same
 * authorities.
 * @throws StatusError for every answer but a 2xx; Error when there is none
 */
export async function send(url: string, options: FetchOptions = {}): Promise<FetchResponse> {
  trustEnvironment();
  // It takes long to load, and many runs sign nothing.
  const { default: fetch } = await import('make-fetch-happen');
  const response = await fetch(url, { timeout: 30_000, retry: false, ...options });
  if (!response.ok) throw new StatusError(response, excerpt(await response.text().catch(() => '')));
  return response;
}

let trusted = false;

/**
 * `SSL_CERT_FILE`, which Node does not heed, for what trusts only what Node does by default. `NODE_EXTRA_CA_CERTS` needs nothing.
 * To be called before sigstore-js opens a connection.
 */
export function trustEnvironment(environment: NodeJS.ProcessEnv = process.env): void {
  const { SSL_CERT_FILE: file = '', NODE_EXTRA_CA_CERTS: known } = environment;
  if (trusted || file === '' || file === known) return;
  trusted = true;
  try {
    const found = readFileSync(file, 'utf8').match(certificate) ?? [];
    if (found.length > 0) setDefaultCACertificates([...getCACertificates('default'), ...found]);
  } catch {
    // As OpenSSL does: a file that is not there means none.
  }
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** What a service says about a refusal, where it is a sentence and not a page. */
function excerpt(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.slice(0, 300) : '';
  } catch {
    return text.startsWith('<') ? '' : text.slice(0, 300).trim();
  }
}
