import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { ociError } from '../codes.ts';

/** What `tls.connect` and undici's connector are given; empty where Node's own trust is enough. */
export interface TlsOptions {
  secureContext?: SecureContext;
}

type Environment = Record<string, string | undefined>;

/** By the files that they come from: reading a hundred authorities takes longer than a handshake. */
const known = new Map<string, TlsOptions>();

/**
 * TLS options for the requests of one registry, its redirects and its token service among them: the certificate authorities that
 * Node trusts (`NODE_EXTRA_CA_CERTS` among them), those of `SSL_CERT_FILE`, and those of the registry's own file.
 * @param ca a PEM file
 * @throws MirrorError MIRROR_CERTIFICATE_INVALID
 */
export function tlsOptions(ca: string | undefined, environment: Environment = process.env): TlsOptions {
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS } = environment;
  // Often both name the system's own collection: Node has it already.
  const shared = SSL_CERT_FILE === NODE_EXTRA_CA_CERTS ? '' : (SSL_CERT_FILE ?? '');
  const key = JSON.stringify([ca, shared]);
  const options = known.get(key) ?? newOptions(ca ?? '', shared);
  known.set(key, options);
  return options;
}

function newOptions(ca: string, shared: string): TlsOptions {
  // As OpenSSL and Go do: a SSL_CERT_FILE that is not there (Nix names one on purpose) means none.
  const extra = [...certificates(shared, true), ...certificates(ca, false)];
  if (extra.length === 0) return {};
  const trusted = getCACertificates('default');
  const bodies = new Set(trusted.map(body));
  const unknown = extra.filter((certificate) => !bodies.has(body(certificate)));
  if (unknown.length === 0) return {};
  return { secureContext: createSecureContext({ ca: [...trusted, ...unknown] }) };
}

const pem = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g;

function body(certificate: string): string {
  return certificate.replace(/-----[^-]+-----|\s+/g, '');
}

function certificates(file: string, optional: boolean): string[] {
  if (file === '') return [];
  try {
    const found = readFileSync(file, 'utf8').match(pem) ?? [];
    // A context passes over what it cannot read.
    const read = found.map((certificate) => new X509Certificate(certificate.replace(/TRUSTED /g, '')));
    if (read.length === 0) throw new Error('it holds no certificate');
    return found;
  } catch (error) {
    if (optional && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    const why = error instanceof Error ? error.message : String(error);
    throw ociError('MIRROR_CERTIFICATE_INVALID', `the certificate authorities cannot be read: ${why}`, {
      hint: 'Name a file with certificates in PEM.',
      place: { file },
      cause: error,
    });
  }
}
