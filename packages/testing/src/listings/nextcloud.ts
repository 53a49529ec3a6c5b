import { listing } from './listing.ts';

/** docker.io/library/nextcloud: channels beside versions, candidates in two spellings. */
export const nextcloud: string[] = listing(`
  {25..31}{,-apache,-fpm,-fpm-alpine} {25..31}.0{,-apache,-fpm,-fpm-alpine} 25.0.{0..13}{,-apache,-fpm,-fpm-alpine} 26.0.{0..13}{,-apache,-fpm} 27.{0,1}{,-apache,-fpm} 27.1.{0..11}{,-apache,-fpm}
  28.0.{0..14}{,-apache,-fpm,-fpm-alpine} 29.0.{0..14}{,-apache,-fpm,-fpm-alpine} 30.0.{0..8}{,-apache,-fpm,-fpm-alpine} 31.0.{0..2}{,-apache,-fpm,-fpm-alpine}
  {19,20,21}{,.0}-rc{,-apache,-fpm} 19.0.{0..4,7,9}RC1{,-apache,-fpm} 19.0.{0..4,7,9}-rc{,-apache} 20.0.{0,8}RC1 20.0.{0,8}-rc
  {stable,production}{,-apache,-fpm,-fpm-alpine} latest apache fpm fpm-alpine rc beta rc-apache
`);
