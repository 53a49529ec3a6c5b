import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** What a TLS server shows: PEM. */
export interface ServerCertificate {
  cert: string;
  key: string;
}

/** A certificate authority that nobody knows. */
export interface TlsAuthority {
  /** Its own certificate, PEM: what a client has to trust. */
  readonly certificate: string;
  /** A certificate for these host names and addresses. */
  certify(...hosts: string[]): Promise<ServerCertificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** Makes an authority with a key of its own. */
export async function createTlsAuthority(name = 'an authority of the tests'): Promise<TlsAuthority> {
  const keys = await newKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    certificate: root.toString('pem'),
    certify: async (...hosts) => {
      const own = await newKeys();
      const certificate = await issue(root, keys.privateKey, own.publicKey, hosts);
      const key = KeyObject.from(own.privateKey).export({ type: 'pkcs8', format: 'pem' });
      return { cert: certificate.toString('pem'), key: String(key) };
    },
  };
}

function issue(
  root: X509Certificate,
  signingKey: webcrypto.CryptoKey,
  publicKey: webcrypto.CryptoKey,
  hosts: string[],
): Promise<X509Certificate> {
  const names = hosts.map((value) => ({
    type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
    value,
  }));
  return X509CertificateGenerator.create({
    issuer: root.subject,
    subject: 'CN=a server of the tests',
    publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new SubjectAlternativeNameExtension(names),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  });
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 2 * day) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
