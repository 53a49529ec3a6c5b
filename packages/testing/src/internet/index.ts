export { createTlsAuthority, type ServerCertificate, type TlsAuthority } from './certificate-authority.ts';
export { type ClosedInternet, openClosedInternet } from './closed-internet.ts';
