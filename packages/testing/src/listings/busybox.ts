import { listing } from './listing.ts';

/** docker.io/library/busybox: three C libraries, and names that begin with another word. */
export const busybox: string[] = listing(`
  1{,-glibc,-musl,-uclibc,-ubuntu} 1.{23..37} 1.{24..37}-{glibc,musl,uclibc} 1.23.2 1.24.{0..2} 1.25.{0,1}{,-glibc,-musl,-uclibc} 1.26.{0..2}{,-glibc,-musl,-uclibc}
  1.27.{0..2}{,-glibc,-musl,-uclibc} 1.28.{0..4}{,-glibc,-musl,-uclibc} 1.29.{1..3}{,-glibc,-musl,-uclibc} 1.{30..34}.{0,1}{,-glibc,-musl,-uclibc}
  1.35.0{,-glibc,-musl,-uclibc} 1.36.{0,1}{,-glibc,-musl,-uclibc} 1.37.0{,-glibc,-musl,-uclibc} latest glibc musl uclibc {stable,unstable}{,-glibc,-musl,-uclibc}
  ubuntu ubuntu-12.04 ubuntu-14.04 1.21.0-ubuntu 1.21-ubuntu buildroot-2013.08.1 buildroot-2014.02
`);
