// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a manifest names variables
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compileSchema } from './compile-schema.ts';
import { validateManifest } from './validate-manifest.ts';

/** Values that fit somewhere, in places where they often do not. */
const words = ['all', 'fail', 'oci:./x', 'a.dev/b', 'linux/amd64', '3d', '>=1', '${X}', '(', 'verify', ''];
const keys = [
  'version',
  'destination',
  'defaults',
  'plugins',
  'images',
  'attestations',
  'sigstore',
  'registries',
  'name',
  'source',
  'sources',
  'tagsFrom',
  'tags',
  'platforms',
  'missingPlatform',
  'transport',
  'upstreamReferrers',
  'minimumAge',
  'deny',
  'semver',
  'regex',
  'keep',
  'latest',
  'use',
  'with',
  'auth',
  'tuf',
  'rekorVersion',
  'format',
  'linux/amd64',
  'a.dev',
  '__proto__',
  'constructor',
];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(...words, null, true, 0, 1, 3.1),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
  ),
}));
const parts = fc.record(
  {
    version: fc.constant(1),
    destination: value,
    defaults: value,
    plugins: value,
    images: fc.array(value),
    sigstore: value,
    registries: value,
  },
  { requiredKeys: ['version', 'destination', 'images'] },
);

const plugins = [
  { name: 'verify', validate: compileSchema({ type: 'object', additionalProperties: false }) },
];

function check(text: string): void {
  const { config, errors, warnings } = validateManifest(text, { file: 'm.yaml', environment: {}, plugins });
  expect(config === undefined).toBe(errors !== undefined);
  if (errors !== undefined) expect(errors.length).toBeGreaterThan(0);
  for (const { code, hint, place } of [...(errors ?? []), ...warnings]) {
    expect(code).toMatch(/^MIRROR_/);
    expect(hint).toBeTruthy();
    expect(place).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
    expect(lines[(place.line ?? 0) - 1]?.length).toBeGreaterThanOrEqual((place.column ?? 0) - 1);
  }
}

describe('validateManifest, whatever it is given', () => {
  it('throws nothing, and says something with a place and a hint: any values', () => {
    fc.assert(
      fc.property(fc.oneof(value, parts), (given) => check(stringify(given))),
      { numRuns: 300 },
    );
  });

  it('throws nothing, and says something with a place and a hint: any text', () => {
    const piece = fc.constantFrom(
      'a: ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '<<: ',
      '\n',
      '\t',
      '  ',
      '"',
      '#',
      '---\n',
      '!x ',
      '\uFEFF',
      '\r\n',
      '|\n',
      ': ',
      '? ',
      '%',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        check,
      ),
    );
  });
});
