import { listing } from './listing.ts';

/** docker.io/hashicorp/vault-enterprise: nothing is plain. */
export const vaultEnterprise: string[] = listing(`
  1.{14..19}-ent 1.14.{0..13}-ent 1.15.{0..16}-ent{,.hsm,.fips1402,.hsm.fips1402} 1.16.{0..15}-ent{,.hsm,.fips1402,.hsm.fips1402} 1.17.{0..12}-ent{,.hsm,.fips1402,.hsm.fips1402}
  1.18.{0..5}-ent{,.hsm,.fips1402,.hsm.fips1402} 1.19.0-ent{,.hsm} 1.19.0-rc1-ent latest 1.18.3-ent-test
`);
