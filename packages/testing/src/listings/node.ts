import { listing } from './listing.ts';

/** docker.io/library/node: three parts are versions, code names and distributions beside them, windows, nightlies of their own names. */
export const node: string[] = listing(`
  {18,20,22,23}{,-alpine,-alpine3.20,-alpine3.21,-bookworm,-bookworm-slim,-bullseye,-bullseye-slim,-slim}
  18.{16..20} 20.{9..19} 22.{0..14} 23.{0..10} 18.20.{0..8}{,-slim,-alpine,-bookworm,-bookworm-slim,-bullseye-slim}
  20.9.0 20.10.0 20.{11,13,15}.{0,1}{,-slim,-alpine,-bookworm-slim} 20.12.{0..2}{,-slim,-alpine} 20.{14,16,17}.0{,-slim,-alpine,-bookworm-slim}
  20.18.{0..3}{,-slim,-alpine,-bookworm,-bookworm-slim} 20.18.{1..3}-alpine3.21 20.19.0{,-slim,-alpine,-alpine3.21,-bookworm,-bookworm-slim}
  22.{0..3}.0{,-slim,-alpine,-bookworm-slim} 22.{4,5}.{0,1}{,-slim,-alpine} 22.{6..11}.0{,-slim,-alpine,-bookworm-slim}
  22.{12..14}.0{,-slim,-alpine,-alpine3.20,-alpine3.21,-bookworm,-bookworm-slim} 23.{0..10}.0{,-slim,-alpine,-alpine3.20,-bookworm,-bookworm-slim}
  {lts,iron,jod,hydrogen,current}{,-alpine,-bookworm,-slim,-bullseye-slim} lts-{iron,jod,hydrogen} latest slim alpine alpine3.20 alpine3.21 bookworm bookworm-slim
  0.10.{28,30..48} 0.11.{13..16} 0.12.{0..18}{,-slim,-onbuild,-wheezy} 4.{0..9}{,-onbuild} argon boron carbon chakracore chakracore-8 chakracore-8.11.1 chakracore-10.13.0
`);
