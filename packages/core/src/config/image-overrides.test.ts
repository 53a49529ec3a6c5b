import { describe, expect, it } from 'vitest';
import type { ImageConfig } from './config.ts';
import { configOf } from './manifest.fixture.ts';
import type { defaultFields } from './schema/defaults.ts';

/** For each field of `defaults`: what it says there, what an image says instead, and what comes of both. */
const overrides: Record<
  keyof typeof defaultFields,
  { general: unknown; own: unknown; pick: (image: ImageConfig) => unknown; expected: [unknown, unknown] }
> = {
  tags: {
    general: { semver: '>=1', keep: 3, latest: true },
    own: ['2.0'],
    pick: ({ tags }) => (tags.kind === 'literal' ? tags.tags : [tags.semver, tags.keep, tags.latest]),
    expected: [['>=1', 3, true], ['2.0']],
  },
  platforms: {
    general: ['linux/s390x'],
    own: 'all',
    pick: ({ platforms }) => platforms,
    expected: [[{ os: 'linux', architecture: 's390x' }], 'all'],
  },
  missingPlatform: {
    general: 'wait',
    own: 'fail',
    pick: ({ missingPlatform }) => missingPlatform,
    expected: ['wait', 'fail'],
  },
  transport: {
    general: 'oras',
    own: 'native',
    pick: ({ transport }) => transport,
    expected: ['oras', 'native'],
  },
  upstreamReferrers: {
    general: true,
    own: false,
    pick: ({ upstreamReferrers }) => upstreamReferrers,
    expected: [true, false],
  },
  destination: {
    general: 'general.dev/ns',
    own: 'own.dev/deep/er',
    pick: ({ repository }) => repository,
    expected: [
      { transport: 'registry', registry: 'general.dev', path: 'ns/app' },
      { transport: 'registry', registry: 'own.dev', path: 'deep/er/other' },
    ],
  },
  plugins: {
    general: ['trivy-sbom', 'cosign-sign'],
    own: [],
    pick: ({ plugins }) => plugins.map(({ use }) => use),
    expected: [['trivy-sbom', 'cosign-sign'], []],
  },
  minimumAge: {
    general: '3d',
    own: '0s',
    pick: ({ minimumAge }) => minimumAge,
    expected: [3 * 86_400_000, 0],
  },
  deny: {
    general: [{ tag: '1.0.0', reason: 'broken' }],
    own: [],
    pick: ({ deny }) => deny,
    expected: [[{ tag: '1.0.0', reason: 'broken' }], []],
  },
};

/** A manifest with these defaults, and an image that takes them beside one that does not. */
function images(defaults: object, own: object): ImageConfig[] {
  const tags = 'tags' in defaults ? {} : { tags: ['1.0'] };
  const manifest = {
    version: 1,
    destination: 'manifest.dev/mirror',
    defaults,
    images: [
      { source: 'docker.io/acme/app', ...tags },
      { source: 'docker.io/acme/app', name: 'other', ...tags, ...own },
    ],
  };
  return configOf(JSON.stringify(manifest)).images;
}

describe('what an image says over `defaults`', () => {
  it.each(Object.entries(overrides))('%s', (field, { general, own, pick, expected }) => {
    const [taking, overriding] = images({ [field]: general }, { [field]: own });
    expect([taking && pick(taking), overriding && pick(overriding)]).toEqual(expected);
  });

  it('holds for all fields at once', () => {
    const all = (side: 'general' | 'own') =>
      Object.fromEntries(Object.entries(overrides).map(([field, value]) => [field, value[side]]));
    const [taking, overriding] = images(all('general'), all('own'));
    for (const { pick, expected } of Object.values(overrides)) {
      expect([taking && pick(taking), overriding && pick(overriding)]).toEqual(expected);
    }
  });

  it('replaces a value as a whole: nothing of the default is left', () => {
    const [, overriding] = images(
      { tags: { semver: '>=1', keep: 3, latest: true } },
      { tags: { regex: '^2' } },
    );
    expect(overriding?.tags).toEqual({
      kind: 'window',
      regex: '^2',
      exclude: [],
      latest: false,
      prereleases: false,
      aliases: false,
    });
  });
});
