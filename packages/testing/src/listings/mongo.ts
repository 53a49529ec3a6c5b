import { listing } from './listing.ts';

/** docker.io/library/mongo: `-noble` and windows, candidates of every patch, odd minors that were development. */
export const mongo: string[] = listing(`
  {4..8}{,-windowsservercore,-nanoserver} {6,7}-jammy 8-noble {4.4,5.0,6.0,7.0,8.0}{,-rc} 4.4.{0..29}{,-windowsservercore} 4.4.{6..29}-nanoserver-1809 5.0.{0..31}{,-windowsservercore,-nanoserver}
  6.0.{1..20}{,-windowsservercore,-nanoserver} 6.0.{4..20}-jammy 7.0.{0..9,11,12,14..17}{,-jammy,-windowsservercore,-windowsservercore-ltsc2022,-nanoserver}
  8.0.{0,1,3..5}{,-noble,-windowsservercore,-windowsservercore-ltsc2022,-windowsservercore-1809,-nanoserver,-nanoserver-ltsc2022} 8.0.{1,4}-rc0{,-noble,-windowsservercore,-nanoserver}
  7.0.{1,4,5,7..10,13,14,17}-rc0{,-jammy} 3.1.{4..9} 3.2.0-rc{1,2} 3.5.{5..13} 4.1.{1..13} 2.7.{5..8} 2.8.0 2.8.0-rc{3..5} 2.8 2.7
  latest noble jammy focal bionic xenial windowsservercore windowsservercore-ltsc2022 windowsservercore-1809 nanoserver nanoserver-ltsc2022 nanoserver-1809 unstable unstable-windowsservercore
`);
