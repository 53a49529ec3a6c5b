import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../auth/credentials.ts';
import { RegistryConfigs } from './registry-config.ts';

let configs: RegistryConfigs;
afterEach(() => configs.remove());

const cases: [name: string, registry: string, credentials: Credentials | undefined, auths: object][] = [
  ['a password', 'a.dev', { username: 'u', password: 'p' }, { 'a.dev': { auth: 'dTpw' } }],
  [
    'Docker Hub',
    'docker.io',
    { username: 'u', password: 'p' },
    { 'https://index.docker.io/v1/': { auth: 'dTpw' } },
  ],
  ['a refresh token', 'a.dev', { identityToken: 't' }, { 'a.dev': { identitytoken: 't' } }],
  ['nothing', 'a.dev', undefined, {}],
];

describe('the throw-away configuration', () => {
  it.each(cases)('holds %s, for its owner alone', async (_, registry, credentials, auths) => {
    configs = new RegistryConfigs(() => Promise.resolve(credentials));
    const file = await configs.file(registry, 'b');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ auths });
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await stat(await configs.directory())).mode & 0o077).toBe(0);
  });

  it('is written once for a repository, and goes away', async () => {
    let asked = 0;
    configs = new RegistryConfigs(() => {
      asked += 1;
      return Promise.resolve(undefined);
    });
    const [one, two, other] = await Promise.all([
      configs.file('a.dev', 'b'),
      configs.file('a.dev', 'b'),
      configs.file('a.dev', 'c'),
    ]);
    expect([one === two, one === other, asked]).toEqual([true, false, 2]);
    await configs.remove();
    expect(existsSync(await configs.directory())).toBe(false);
  });
});
