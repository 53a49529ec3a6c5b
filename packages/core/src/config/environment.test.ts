// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a manifest names variables
import { redact } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import type { Environment } from './environment.ts';
import { validateManifest } from './validate-manifest.ts';

function validate(text: string, environment: Environment, unset: 'warning' | 'error' = 'error') {
  return validateManifest(`version: 1\n${text}`, { file: 'm.yaml', environment, unset });
}

const image = 'images: [{source: a.dev/app, tags: [a]}]';

describe('the environment in a manifest', () => {
  it.each<[name: string, destination: string, environment: Environment, expected: string]>([
    ['a variable', '${REGISTRY}/mirror', { REGISTRY: 'b.dev' }, 'b.dev/mirror/app'],
    ['a default', '${REGISTRY:-c.dev}/mirror', {}, 'c.dev/mirror/app'],
    ['a default for an empty variable', '${REGISTRY:-c.dev}/mirror', { REGISTRY: '' }, 'c.dev/mirror/app'],
    ['an empty default', 'b.dev/mirror${SUFFIX:-}', {}, 'b.dev/mirror/app'],
    ['several', '${A}.dev/${B}', { A: 'a', B: 'b' }, 'a.dev/b/app'],
  ])('%s', (_, destination, environment, expected) => {
    const { config } = validate(`destination: ${destination}\n${image}`, environment);
    const repository = config?.images[0]?.repository;
    expect(repository?.transport === 'registry' && `${repository.registry}/${repository.path}`).toBe(
      expected,
    );
  });

  it('is not looked at elsewhere', () => {
    const { config } = validate(
      'destination: b.dev/m\nimages: [{source: a.dev/app, tags: [a], deny: [{tag: a, reason: "${X}"}], plugins: [{use: x, with: {a: "${X}"}}]}]',
      {},
    );
    expect(config?.images[0]).toMatchObject({
      deny: [{ reason: '${X}' }],
      plugins: [{ options: { a: '${X}' } }],
    });
  });

  it('leaves $${ as ${', () => {
    const { config } = validate(
      `destination: b.dev/m\n${image}\nregistries: {a.dev: {auth: {username: "$\${NAME}", password: "\${P}"}}}`,
      { P: 'a secret' },
    );
    expect(config?.registries['a.dev']?.auth?.username).toBe('${NAME}');
  });

  it('names registries and hides their passwords', () => {
    const { config } = validate(
      `destination: b.dev/m\n${image}\nregistries: {"\${HOST}": {auth: {username: u, password: "\${P}"}}}`,
      { HOST: 'a.dev', P: 'correct horse' },
    );
    expect(config?.registries).toEqual({ 'a.dev': { auth: { username: 'u', password: 'correct horse' } } });
    expect(redact('it is correct horse')).toBe('it is ***');
  });

  it.each<[name: string, text: string, errors: string[], warnings: string[]]>([
    ['destination', `destination: "\${D}/m"\n${image}`, ['2:14'], []],
    [
      'a registry that is used',
      `destination: b.dev/m\n${image}\nregistries: {a.dev: {ca: "\${CA}"}}`,
      ['4:26'],
      [],
    ],
    [
      'a registry that is not used',
      `destination: b.dev/m\n${image}\nregistries: {c.dev: {ca: "\${CA}"}}`,
      [],
      ['4:26'],
    ],
    [
      'sigstore, with a chain',
      `destination: b.dev/m\nplugins: [x]\n${image}\nsigstore: {rekor: "\${R}"}`,
      ['5:19'],
      [],
    ],
    ['sigstore, without one', `destination: b.dev/m\n${image}\nsigstore: {rekor: "\${R}"}`, [], ['4:19']],
  ])('unset in %s: an error where it is used, a warning in validate', (_, text, errors, warnings) => {
    const places = (
      found: readonly { code: string; place: { line?: number; column?: number } }[] = [],
    ): string[] =>
      found.map(({ place, code }) =>
        code === 'MIRROR_CONFIG_ENVIRONMENT' ? `${place.line}:${place.column}` : code,
      );
    const strict = validate(text, {});
    expect([places(strict.errors), places(strict.warnings)]).toEqual([errors, warnings]);
    const lenient = validate(text, {}, 'warning');
    expect([places(lenient.errors), places(lenient.warnings)]).toEqual([[], [...errors, ...warnings]]);
    expect(lenient.config).toBeDefined();
  });

  it('warns of a password that stands in the manifest', () => {
    const { warnings } = validate(
      `destination: b.dev/m\n${image}\nregistries: {a.dev: {auth: {username: u, password: hunter22}}}`,
      {},
    );
    expect(warnings.map(({ code }) => code)).toEqual(['MIRROR_CONFIG_SECRET']);
  });
});
