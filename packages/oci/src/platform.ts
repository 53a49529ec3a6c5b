import { ociError } from './codes.ts';

/** The platform of a descriptor in an index (OCI image-spec, image-index.md). */
export interface Platform {
  os: string;
  architecture: string;
  variant?: string;
  'os.version'?: string;
  'os.features'?: string[];
}

/** Other names of an architecture, some of which name a variant too (as containerd reads them). */
const aliases: Record<string, [architecture: string, variant?: string]> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  i386: ['386'],
  i686: ['386'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
};

/** The variant that is meant where none is named; it is left out in the normal form, save for arm, where it is put in. */
const defaultVariants: Record<string, string> = { amd64: 'v1', arm64: 'v8' };

const partPattern = /^[A-Za-z0-9_.-]+$/;

/**
 * `OS/ARCHITECTURE[/VARIANT]` in its normal form; `OS(VERSION)/…` names an `os.version`.
 * @throws MirrorError MIRROR_PLATFORM_INVALID
 */
export function parsePlatform(text: string): Platform {
  const [first = '', architecture = '', variant, ...more] = text.split('/');
  const [, os = '', version] = /^([^()]*)(?:\(([^()]+)\))?$/.exec(first) ?? [];
  const parts = [os, architecture, ...(variant === undefined ? [] : [variant])];
  if (more.length > 0 || !parts.every((part) => partPattern.test(part))) {
    throw ociError('MIRROR_PLATFORM_INVALID', `"${text}" is not a platform`, {
      hint: 'Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7.',
    });
  }
  return normalPlatform({
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...(version === undefined ? {} : { 'os.version': version }),
  });
}

/** The platform in its normal form: `arm64/v8` is `arm64`, `x86_64` is `amd64`, `arm` is `arm/v7`. */
export function normalPlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase() === 'macos' ? 'darwin' : platform.os.toLowerCase();
  const named = platform.architecture.toLowerCase();
  const [architecture, implied] = aliases[named] ?? [named];
  const given = platform.variant?.toLowerCase() || implied || (architecture === 'arm' ? 'v7' : undefined);
  const variant = given !== undefined && /^\d/.test(given) ? `v${given}` : given;
  const version = platform['os.version'];
  const features = platform['os.features'];
  return {
    os,
    architecture,
    ...(variant === undefined || variant === defaultVariants[architecture] ? {} : { variant }),
    ...(version === undefined || version === '' ? {} : { 'os.version': version }),
    ...(features === undefined || features.length === 0 ? {} : { 'os.features': features }),
  };
}

/** The normal form as text; `parsePlatform` reads it back. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant, 'os.version': version } = normalPlatform(platform);
  const system = version === undefined ? os : `${os}(${version})`;
  return [system, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** Whether two platforms are one, by their normal forms and `os.version`. */
export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(a) === formatPlatform(b);
}

/**
 * Whether an image's platform is what was asked for: any `os.version` unless one was asked for, and of a shorter one
 * (`10.0.17763`, a build of Windows) every longer form.
 */
export function matchesPlatform(actual: Platform, wanted: Platform): boolean {
  const { 'os.version': version = '', ...rest } = actual;
  const { 'os.version': wantedVersion, ...wantedRest } = wanted;
  if (!samePlatform(rest, wantedRest)) return false;
  return wantedVersion === undefined || version === wantedVersion || version.startsWith(`${wantedVersion}.`);
}

/** `unknown/unknown`: what an index says of content that runs nowhere. */
export function isUnknownPlatform(platform: Platform): boolean {
  return platform.os === 'unknown' && platform.architecture === 'unknown';
}
