import { listing } from './listing.ts';

/** docker.io/library/wordpress: a second version in the suffix, and a second image in the prefix. */
export const wordpress: string[] = listing(`
  6{,-apache,-fpm,-fpm-alpine,-php8.1,-php8.2,-php8.3,-php8.3-fpm} 6.0{,-apache,-fpm} 6.{1..7}{,-apache,-fpm,-php8.2,-php8.2-apache} 6.0.{0..3} 6.1.{0,1} 6.2.{0..2}{,-php8.2} 6.3.{0..2}{,-php8.2}
  6.4.{0..3}{,-php8.2} 6.4.{1..3}-php8.3 6.5.{0,2..5}{,-apache,-fpm,-fpm-alpine,-php8.2,-php8.2-apache,-php8.3} 6.6.{0..2}{,-apache,-fpm,-fpm-alpine,-php8.1,-php8.2,-php8.3,-php8.3-apache,-php8.3-fpm,-php8.3-fpm-alpine}
  6.7.{0..2}{,-apache,-fpm,-fpm-alpine,-php8.1,-php8.2,-php8.3,-php8.3-apache,-php8.3-fpm,-php8.3-fpm-alpine} 5.9.{0..3}{,-apache,-fpm} 4.9.{0..8}{,-apache,-fpm}
  6.7.2-php8.4{,-apache,-fpm} cli cli-2 cli-2.11 cli-2.11.0{,-php8.1,-php8.2,-php8.3} cli-2.10.0 cli-php8.3 beta beta-6.8 beta-6.8-RC1 beta-6.8-RC1-php8.3 beta-6.8-beta{1..3} beta-php8.3
  php8.1 php8.2 php8.3 php8.3-apache php8.3-fpm php8.3-fpm-alpine php8.4 apache fpm fpm-alpine latest
`);
