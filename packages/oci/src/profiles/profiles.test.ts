import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { profileOfAnswer, profileOfHost, profiles } from './index.ts';
import { RegistryAbilities } from './registry-abilities.ts';

describe('profiles', () => {
  it('are one file each, of the same name', () => {
    const others = ['index.ts', 'profile.ts', 'registry-abilities.ts'];
    const files = readdirSync(import.meta.dirname)
      .filter((file) => !file.endsWith('.test.ts') && !others.includes(file))
      .map((file) => file.replace(/\.ts$/, ''));
    expect(profiles.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it('are asked for by what they say, nowhere by their names', () => {
    const source = join(import.meta.dirname, '..');
    const names = profiles.map(({ name }) => name).join('|');
    // To name a profile to somebody is no condition.
    const condition = new RegExp(`profile\\.name\\s*[!=]=|switch.*profile\\.name|['"\`](${names})['"\`]`);
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file) && !file.startsWith('profiles'),
    );
    expect(files.length).toBeGreaterThan(50);
    const codeOf = (file: string) =>
      readFileSync(join(source, file), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    const asking = files.filter((file) => condition.test(codeOf(file)));
    expect(asking).toEqual([]);
  });

  it.each([
    ['ghcr.io', 'ghcr'],
    ['docker.io', 'docker-hub'],
    ['registry-1.docker.io', 'docker-hub'],
    ['quay.io', 'quay'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'ecr'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'ecr'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'ecr'],
    ['123456789012.dkr-ecr.us-east-1.on.aws', 'ecr'],
    ['public.ecr.aws', 'ecr'],
    ['europe-west1-docker.pkg.dev', 'gar'],
    ['docker.pkg.dev', 'gar'],
    ['gcr.io', 'gar'],
    ['eu.gcr.io', 'gar'],
    ['acme.azurecr.io', 'acr'],
    ['acme.westeurope.azurecr.io', 'acr'],
    ['demo.goharbor.io', 'harbor'],
    ['registry.gitlab.com', 'gitlab'],
    ['registry.gitlab.com:443', 'gitlab'],
    ['registry.k8s.io', 'generic'],
    ['localhost:5000', 'generic'],
    ['[::1]:5000', 'generic'],
    ['ghcr.io.evil.dev', 'generic'],
    ['notquay.io', 'generic'],
    ['mydocker.io', 'generic'],
  ])('of %s is %s', (host, name) => {
    expect(profileOfHost(host).name).toBe(name);
  });

  const bearer = (rest: string) => ({ 'www-authenticate': `Bearer ${rest}` });
  it.each([
    ["Harbor's service", bearer('realm="https://h.dev/service/token",service="harbor-registry"'), 'harbor'],
    ["GitLab's service", bearer('realm="https://g.dev/jwt/auth",service="container_registry"'), 'gitlab'],
    ["GitLab's header", { 'gitlab-container-registry-version': '4.0' }, 'gitlab'],
    ["Quay's realm", bearer('realm="https://q.dev/v2/auth",service="q.dev"'), 'quay'],
    ["distribution's", bearer('realm="https://a.dev/token",service="reg"'), undefined],
    ['nothing', {}, undefined],
  ])('are known by %s', (_, headers, name) => {
    expect(profileOfAnswer(headers)?.name).toBe(name);
  });
});

describe('what a client learns of a registry', () => {
  it('begins with its profile', () => {
    expect(new RegistryAbilities('ghcr.io').referrersApi).toBe(false);
    expect(new RegistryAbilities('docker.io').referrersApi).toBeUndefined();
    expect(new RegistryAbilities('localhost:5000', 'ghcr').profile.name).toBe('ghcr');
  });

  it('comes from its answers only where its name says nothing', () => {
    const unknown = new RegistryAbilities('registry.acme.dev');
    unknown.recognise({});
    expect(unknown.profile.name).toBe('generic');
    unknown.recognise({ 'x-harbor-csrf-token': 'x' });
    expect(unknown.profile.name).toBe('harbor');
    const known = new RegistryAbilities('ghcr.io');
    known.recognise({ 'x-harbor-csrf-token': 'x' });
    expect(known.profile.name).toBe('ghcr');
  });

  it('has chunks only after a body was too large, and only where chunks are taken', () => {
    const abilities = new RegistryAbilities('registry.acme.dev');
    expect(abilities.chunkSize).toBeUndefined();
    const large = 100 * 1024 * 1024;
    expect(abilities.refusedLargeBody(large)).toBe(true);
    expect(abilities.chunkSize).toBe(64 * 1024 * 1024);
    expect(abilities.refusedLargeBody(1024)).toBe(false);
    const google = new RegistryAbilities('europe-west1-docker.pkg.dev');
    expect(google.refusedLargeBody(large)).toBe(false);
    expect(google.chunkSize).toBeUndefined();
  });
});
