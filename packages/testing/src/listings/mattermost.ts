import { listing } from './listing.ts';

/** docker.io/mattermost/mattermost-team-edition: versions, moving minors and majors, candidates, branches, commits. */
export const mattermost: string[] = listing(`
  {7,8,9,10} 7.{1..10} 8.{0,1} 9.{0..11} 10.{0..5} 7.1.{0..9} 7.8.{0..15} 7.10.{0..5} 8.0.{0..4} 8.1.{0..13} 9.0.{0..5} 9.1.{0..5} 9.2.{0..6} 9.3.{0..3} 9.4.{0..5}
  9.5.{0..14} 9.{6,7}.{0..6} 9.8.{0..3} 9.9.{0..3} 9.10.{0..3} 9.11.{0..9} 10.0.{0..4} 10.1.{0..7} 10.2.{0..3} 10.3.{0..4} 10.4.{0..2} 10.5.{0,1}
  9.11.0-rc{1..5} 10.{0..4}.0-rc{1..4} 10.5.0-rc{1,2} 10.6.0-rc1 9.11-rc release-{7.8,8.1,9.5,9.11,10.4,10.5,10.6} release-9.11-arm64 master latest dev
  5.39.{0..3} 6.0.{0..4} 6.7.{0..2} d1e2f3a c0ffee1 1a2b3c4 3141592 sha256-3f2b8c5d9e0a1b4c7d6e5f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4.sig
`);
