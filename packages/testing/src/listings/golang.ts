import { listing } from './listing.ts';

/** docker.io/library/golang: until 1.20 a first release had two parts; windows; candidates without a separator; daily tips. */
export const golang: string[] = listing(`
  1{,-alpine,-bookworm,-bullseye,-windowsservercore,-nanoserver} 1.{2,3} 1.{4..24}{,-alpine} 1.2.{1,2} 1.3.{0..3} 1.4.{0..3} 1.16.{0..15}{,-alpine} 1.17.{0..13}{,-alpine} 1.18.{0..10}{,-alpine}
  1.19.{0..13}{,-alpine} 1.20.{0..14}{,-alpine,-bullseye} 1.21.{0..13}{,-alpine,-bookworm,-bullseye} 1.22.{0..12}{,-alpine,-bookworm,-bullseye}
  1.23.{0..7}{,-alpine,-bookworm,-bullseye,-windowsservercore,-nanoserver,-windowsservercore-ltsc2022,-nanoserver-1809} 1.23.{4..7}-alpine3.21
  1.24.{0,1}{,-alpine,-alpine3.20,-alpine3.21,-bookworm,-bullseye,-windowsservercore,-windowsservercore-ltsc2022} 1.{23,24}-rc{,-alpine,-bookworm}
  1.23rc{1,2}{,-alpine,-bookworm} 1.24rc{1..3}{,-alpine,-bookworm,-bullseye} 1.21rc{2..4} latest alpine alpine3.20 alpine3.21 bookworm bullseye nanoserver windowsservercore-ltsc2022
  tip tip-alpine tip-bookworm tip-{20250420,20250426}{,-bookworm,-alpine}
`);
