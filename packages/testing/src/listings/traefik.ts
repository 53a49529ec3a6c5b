import { listing } from './listing.ts';

/** docker.io/library/traefik: every version with and without v, code names, windows. */
export const traefik: string[] = listing(`
  {,v}{2,3}{,-windowsservercore-ltsc2022,-nanoserver-ltsc2022} {,v}{2.10,2.11,3.0,3.1,3.2,3.3}{,-windowsservercore-ltsc2022} {,v}{2.11,3.0,3.1,3.2,3.3}-nanoserver-ltsc2022 {,v}2.10.{0,1,3..7}
  {,v}2.11.{0..21}{,-windowsservercore-ltsc2022,-windowsservercore-1809} {,v}3.0.{0..4}{,-windowsservercore-ltsc2022} {,v}3.1.{0..7}{,-windowsservercore-ltsc2022,-nanoserver-ltsc2022}
  {,v}3.2.{0..5}{,-windowsservercore-ltsc2022,-nanoserver-ltsc2022} {,v}3.3.{0..4}{,-windowsservercore-ltsc2022,-nanoserver-ltsc2022} {,v}3.0.0-{beta2,beta3,beta4,beta5,rc1,rc2,rc3,rc4,rc5}
  {,v}3.{2,3}.0-rc{1,2}{,-windowsservercore-ltsc2022} v1.0.{0..3} {,v}1.7.{0..26,28..34}{,-alpine} {,v}1.7{,-alpine}
  latest saintnectaire munster comte mimolette beaufort ramequin windowsservercore-ltsc2022 nanoserver-ltsc2022 saintnectaire-windowsservercore-ltsc2022 maroilles maroilles-alpine
`);
