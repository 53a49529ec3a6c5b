import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { askService, type ServiceAnswer, type ServiceRequest } from '@multiarch-mirror/oci';

/** An answer that says no, of a service that was reached. */
export class StatusError extends Error {
  readonly status: number;
  readonly answer: ServiceAnswer;

  constructor(answer: ServiceAnswer) {
    const said = excerpt(answer.body.toString('utf8'));
    super(`it answered ${answer.status}${said === '' ? '' : `: ${said}`}`);
    this.status = answer.status;
    this.answer = answer;
  }
}

/** There is no answer, or not all of it. */
export class NoAnswer extends Error {}

/** As often as a proxy before a service may send somebody on. */
const mostRedirects = 3;

/**
 * Asks a service of Sigstore, by the client that asks registries: sigstore-js has another, which takes three times as long for a request.
 * What is asked holds no secret, so that a redirect is followed: of a GET any, of a POST one that keeps it (RFC 9110, section 15.4),
 * and from TLS none to plain text.
 * @throws StatusError for every answer but a 2xx; NoAnswer
 */
export async function send(url: string, request: Partial<ServiceRequest> = {}): Promise<ServiceAnswer> {
  let address = url;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await askService(address, { timeout: 30_000, ...request }).catch((error: unknown) => {
      throw new NoAnswer('there is no answer', { cause: error });
    });
    if (answer.status >= 200 && answer.status <= 299) return answer;
    const next = redirects < mostRedirects ? redirected(answer, address, request.method) : undefined;
    if (next === undefined) throw new StatusError(answer);
    address = next;
  }
}

function redirected({ status, headers }: ServiceAnswer, from: string, method = 'GET'): string | undefined {
  const kept = status === 307 || status === 308;
  const { location } = headers;
  if (!kept && (method !== 'GET' || ![301, 302, 303].includes(status))) return undefined;
  if (typeof location !== 'string' || !URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  const isSafe = to.protocol === 'https:' || (to.protocol === 'http:' && from.startsWith('http:'));
  return isSafe ? to.href : undefined;
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
