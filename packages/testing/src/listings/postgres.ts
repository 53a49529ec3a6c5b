import { listing } from './listing.ts';

/** docker.io/library/postgres: majors and majors with a distribution move; `-alpine` beside `-alpine3.21`; betas without a separator. */
export const postgres: string[] = listing(`
  {13..17}{,-bookworm,-bullseye,-alpine,-alpine3.20,-alpine3.21} latest bookworm bullseye alpine alpine3.20 alpine3.21 alpine3.19
  13.{4..20}{,-bullseye,-alpine} 14.{8..17}{,-bullseye,-bookworm,-alpine} 15.{3..12}{,-bullseye,-bookworm,-alpine}
  16.{0..8}{,-bullseye,-bookworm,-alpine} 17.{0..4}{,-bullseye,-bookworm,-alpine}
  16.{1..6}-alpine3.19 16.{3..8}-alpine3.20 16.{6..8}-alpine3.21 17.{0..2}-alpine3.19 17.{0..4}-alpine3.20 17.{2..4}-alpine3.21
  {16,17}{beta1,beta2,beta3,rc1}{,-bookworm,-alpine} 13-{beta2,rc1} 14rc1 15beta{1..4}
  9.6 9.6.0 9.6.{1..24}{,-alpine} 9.6.{22..24}-stretch 9 10 10.{0..21} 9.5-{alpha1,alpha2,beta1,beta2,rc1} 9.5.{0..25}
`);
