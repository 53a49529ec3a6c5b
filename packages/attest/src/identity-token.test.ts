import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redact } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { environmentToken, fileToken, fixedToken } from './identity-token.ts';

const payload = Buffer.from('{"sub":"a"}').toString('base64url');
const token = `header.${payload}.signature`;

describe('environmentToken', () => {
  it('takes SIGSTORE_ID_TOKEN, and hides it from then on', async () => {
    expect(await environmentToken({ SIGSTORE_ID_TOKEN: token })()).toBe(token);
    expect(redact(`got ${token}`)).toBe('got ***');
  });

  it('says what is missing', () => {
    expect(() => environmentToken({})).toThrow(expect.objectContaining({ code: 'MIRROR_IDENTITY_TOKEN' }));
  });
});

describe('fileToken', () => {
  it('reads the file anew each time', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'token-'));
    const path = join(directory, 'token');
    const source = fileToken(path);
    await expect(source()).rejects.toMatchObject({ code: 'MIRROR_IDENTITY_TOKEN' });
    await writeFile(path, `${token}\n`);
    expect(await source()).toBe(token);
    await rm(directory, { recursive: true });
  });
});

describe('a token that is none', () => {
  it.each([
    ['one word', 'secret-in-one-word'],
    ['a payload that is no JSON', `a.${Buffer.from('{').toString('base64url')}.c`],
  ])('is refused without being shown: %s', async (_, wrong) => {
    const error: unknown = await fixedToken(wrong)().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MIRROR_IDENTITY_TOKEN' });
    expect(String(error)).not.toContain(wrong);
  });
});
