export { createTlsAuthority, type ServerCertificate, type TlsAuthority } from './certificate-authority.ts';
export { type ClosedInternet, openClosedInternet } from './closed-internet.ts';
export { createGithubApi, type GithubApi, type PostedAttestation } from './github-api.ts';
export { productionHosts } from './production-hosts.ts';
export {
  openProductionInternet,
  type ProductionInternet,
  type ProductionOptions,
} from './production-internet.ts';
