import { listing } from './listing.ts';

/** docker.io/library/python: alphas with one letter, `3.14-rc` for whatever pre-release is last, windows. */
export const python: string[] = listing(`
  {2,3}{,-slim,-alpine,-windowsservercore} 3.{7..13}{,-slim,-alpine,-bookworm,-slim-bookworm,-bullseye,-slim-bullseye,-windowsservercore} 2.7 2.7.{7..18} 2.7.{8..18}-slim
  3.9.{0..21}{,-slim,-alpine} 3.10.{0..16}{,-slim,-alpine} 3.11.{0..11}{,-slim,-alpine} 3.11.{4..11}{-bookworm,-slim-bookworm} 3.12.{0..9}{,-slim,-alpine,-bookworm,-slim-bookworm}
  3.13.{1,2}-alpine3.21 3.13.{0..2}{,-slim,-alpine,-alpine3.20,-bookworm,-slim-bookworm,-bullseye,-windowsservercore,-windowsservercore-ltsc2022} 3.13.0rc{1..3}{,-slim,-alpine}
  3.14.0a{1..6}{,-slim,-alpine,-bookworm,-slim-bookworm} 3.14-rc{,-slim,-alpine,-bookworm,-slim-bookworm} 3.13-rc{,-slim,-alpine} 3.13.0b{1..4}{,-slim} 3.13.0a{1..6}
  latest slim alpine alpine3.20 alpine3.21 bookworm slim-bookworm bullseye slim-bullseye windowsservercore windowsservercore-ltsc2022 windowsservercore-1809 rc rc-slim rc-alpine
`);
