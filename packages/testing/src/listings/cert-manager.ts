import { listing } from './listing.ts';

/** quay.io/jetstack/cert-manager-controller: v before everything, pre-releases with dots, attestations of every kind. */
export const certManager: string[] = listing(`
  v0.{1..16}.0 v0.15-alpha.3 v0.15.0-{alpha.0,alpha.1,beta.0} v1.{0..17}.0 v1.{0,1,3..17}.1 v1.{3,4,5,6,7,11,12,13,14,15,16}.{2,3} v1.{12..16}.4 v1.12.{5..16} v1.{12..17}.0-{alpha.0,beta.0} v1.{12,14,16}.0-alpha.1 v1.9.2-beta.0
  canary master-2021 sha256-5c6a1b2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b{,.sig,.att,.sbom}
`);
