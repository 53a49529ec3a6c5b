export { createTlsAuthority, type ServerCertificate, type TlsAuthority } from './certificate-authority.ts';
export { type ClosedInternet, openClosedInternet } from './closed-internet.ts';
export type { GithubApi, PostedAttestation } from './github-api.ts';
export { productionHosts } from './production-hosts.ts';
export {
  openProductionInternet,
  type ProductionInternet,
  type ProductionOptions,
} from './production-internet.ts';
