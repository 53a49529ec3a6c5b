import { listing } from './listing.ts';

/** docker.io/hashicorp/vault: minors move, enterprise builds behind a hyphen, candidates. */
export const vault: string[] = listing(`
  1.{10..19} 1.10.{0..11} 1.11.{0..12} 1.12.{0..11} 1.13.{0..13} 1.14.{0..10} 1.15.{0..6} 1.16.{0..3} 1.17.{0..6} 1.18.{0..5} 1.19.0 1.{16..19}.0-rc{1,2} 1.15.0-rc1 1.19.0-beta1
  1.5.0-{rc,beta1,beta2} 1.4.0-{beta1,rc1} 1.{4..9}.{0..3} 0.{6..11}.{0..3} 1.18.3-amd64 latest
`);
