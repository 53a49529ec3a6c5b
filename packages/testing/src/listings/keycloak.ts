import { listing } from './listing.ts';

/** quay.io/keycloak/keycloak: a rebuild beside every version, releases in the way of Java before 11, signatures. */
export const keycloak: string[] = listing(`
  4.{0..4}.0.Final 4.8.{0..3}.Final 4.8.0.{CR1,Beta1} 7.0.{0,1} 8.0.{0..2} 9.0.{0..3} 11.0.{0..3} 16.1.{0,1} 17.0.{0,1}{,-legacy} 18.0.{0..2}{,-0,-legacy} 19.0.{0..3}{,-0,-legacy} 20.0.{0..5}{,-0}
  21.{0,1}.{0..2}{,-0} 22.0.{0..5}{,-0} 23.0.{0..7}{,-0} 24.0.{0..5}{,-0} 25.0.{0..6}{,-0} 26.0.{0..8}{,-0} 26.1.{0..4}{,-0} 26.1.4-1 {21..25}.0 26.0 26.1 26.{0,1}.{0..3}-operator-test
  latest legacy nightly sha256-90aee9a9c9fd48ad5a59dd5c18bd5fe2cd7a9c3b4ab6d5d1cf0a29bbc0b1ed53 sha256-90aee9a9c9fd48ad5a59dd5c18bd5fe2cd7a9c3b4ab6d5d1cf0a29bbc0b1ed53.sig
`);
