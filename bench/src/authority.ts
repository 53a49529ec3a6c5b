import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { execa } from 'execa';

/** A throw-away certificate authority and a certificate of it for loopback, as files. */
export interface Authority {
  authority: string;
  certificate: string;
  key: string;
}

/** Makes both with the `openssl` command, and lets this process trust them. */
export async function makeAuthority(directory: string): Promise<Authority> {
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: directory });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...ec,
    '-subj',
    '/CN=bench authority',
    '-days',
    '2',
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
  );
  await openssl('req', ...ec, '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr');
  await writeFile(file('server.ext'), 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  await openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'authority.pem',
    '-CAkey',
    'authority.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'server.ext',
    '-out',
    'server.pem',
  );
  const authority = await readFile(file('authority.pem'), 'utf8');
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority]);
  return { authority: file('authority.pem'), certificate: file('server.pem'), key: file('server.key') };
}
