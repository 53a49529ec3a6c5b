import { listing } from './listing.ts';

/** docker.io/library/rabbitmq: `-management` and `-management-alpine` of everything, candidates and betas with dots. */
export const rabbitmq: string[] = listing(`
  {3,4}{,-alpine,-management,-management-alpine} 3.{7..13}{,-alpine,-management,-management-alpine} 4.0{,-alpine,-management,-management-alpine}
  3.9.{0..5,7..29}{,-management,-alpine} 3.10.{0..2,5..14,17..25}{,-management,-alpine} 3.11.{0..11,13..28}{,-management,-management-alpine} 3.12.{0..14}{,-alpine,-management,-management-alpine}
  3.13.{0..7}{,-alpine,-management,-management-alpine} 4.0.{1..7}{,-alpine,-management,-management-alpine} 4.0.0-{beta,rc}.1{,-alpine,-management,-management-alpine}
  {3.12,3.13,4.0,4.1}-rc{,-alpine,-management} 4.1.0-beta.1{,-management,-alpine} 3.13.0-rc.1{,-management} 3.8.{0..34} latest alpine management management-alpine
`);
