import { describe, expect, it } from 'vitest';
import { attestationManifestSubject } from './attestation-manifest.ts';
import { formatPlatform, matchesPlatform, parsePlatform, samePlatform } from './platform.ts';

describe('platforms', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/X86_64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['macos/arm64', 'darwin/arm64'],
    ['windows(10.0.17763.1)/amd64', 'windows(10.0.17763.1)/amd64'],
  ])('%s is %s', (text, normal) => {
    expect(formatPlatform(parsePlatform(text))).toBe(normal);
    expect(formatPlatform(parsePlatform(normal))).toBe(normal);
  });

  it.each(['', 'linux', 'linux/', '/amd64', 'linux/amd64/v1/x', 'linux/am d64', 'linux()/amd64'])(
    'refuses "%s"',
    (text) => {
      expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'MIRROR_PLATFORM_INVALID' }));
    },
  );

  it('are the same by their normal form', () => {
    expect(
      samePlatform({ os: 'linux', architecture: 'arm64', variant: 'v8' }, parsePlatform('linux/arm64')),
    ).toBe(true);
    expect(
      samePlatform({ os: 'linux', architecture: 'arm', variant: 'v6' }, parsePlatform('linux/arm')),
    ).toBe(false);
    expect(
      samePlatform({ os: 'linux', architecture: 'amd64', variant: '' }, parsePlatform('linux/amd64')),
    ).toBe(true);
  });

  it('match any os.version unless one is wanted', () => {
    const actual = { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' };
    expect(matchesPlatform(actual, parsePlatform('windows/amd64'))).toBe(true);
    expect(matchesPlatform(actual, parsePlatform('windows(10.0.1)/amd64'))).toBe(true);
    expect(matchesPlatform(actual, parsePlatform('windows(10.0.2)/amd64'))).toBe(false);
    const build = { ...actual, 'os.version': '10.0.17763.6893' };
    expect(matchesPlatform(build, parsePlatform('windows(10.0.17763)/amd64'))).toBe(true);
    expect(matchesPlatform(build, parsePlatform('windows(10.0.1776)/amd64'))).toBe(false);
    expect(matchesPlatform({ ...build, os: 'linux' }, parsePlatform('windows(10.0.17763)/amd64'))).toBe(
      false,
    );
  });

  it("know BuildKit's attestation manifests by their annotations", () => {
    const child = {
      mediaType: 'm',
      digest: 'd',
      size: 1,
      platform: { os: 'unknown', architecture: 'unknown' },
    };
    expect(attestationManifestSubject(child)).toBeUndefined();
    const annotations = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': 'sha256:x',
    };
    expect(attestationManifestSubject({ ...child, annotations })).toBe('sha256:x');
  });
});
