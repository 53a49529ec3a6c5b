import { listing } from './listing.ts';

/** docker.io/library/redis: two parts move, `8.0-rc` moves over candidates, milestones with an M, `-32bit`. */
export const redis: string[] = listing(`
  {5,6,7}{,-alpine,-bullseye} {6,7}-bookworm {6.0,6.2,7.0,7.2,7.4}{,-alpine,-bookworm} latest alpine alpine3.20 alpine3.21 bookworm bullseye buster
  5.0.{0..14}{,-alpine,-32bit} 6.0.{0..20}{,-alpine} 6.2.{0..8,10..14,16,17}{,-alpine} 7.0.{0..15}{,-alpine} 7.0.{11..15}-bookworm
  7.2.{0..7}{,-alpine,-bookworm} 7.4.{0..2}{,-alpine,-bookworm} 7.4.2-alpine3.21 7.2-rc{1..3}{,-alpine} 7.4-rc{1,2}{,-alpine,-bookworm,-alpine3.20}
  7.{0,2,4}-rc 8.0-M01{,-bookworm} 8.0-M{02..04}{,-alpine,-bookworm} 3.2.{0..12}{,-alpine,-32bit} 4.0.{0..2,4..14}{,-alpine,-32bit}
  windowsservercore nanoserver rc rc-alpine rc-buster 32bit
`);
