import { listing } from './listing.ts';

/** docker.io/searxng/searxng: a date and a commit in every version. */
export const searxng: string[] = listing(`
  2023.{1..12}.{3,17}-{65c970bdf,0f9694c90} 2024.{1..12}.{2,14,28}-{a1b2c3d4e,7bb7cd4ab,58a3a7ae0} 2025.{1,2,3}.{4,19}-{e92755d35,cdd4441eb,10d3af84b} 1.0.0-{940-32fb2bdf,941-0e6df0b9} latest
`);
