import type { ImageConfig, Session } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { imageConfig, imageReport, reportOf } from '../render/report.fixture.ts';
import { checkCommands } from './check-commands.ts';

const identity = '^https://github\\.com/a/b@refs/heads/main$';
const issuer = 'https://token.actions.githubusercontent.com';
const signed: ImageConfig = {
  ...imageConfig('app'),
  plugins: [{ use: 'cosign-sign', options: {}, position: { line: 1, column: 1 } }],
};

/** Only what the command asks of a session. */
function session(parts: { mode?: string; sigstore?: object; known?: boolean } = {}): Session {
  const { mode = 'keyless', sigstore = {}, known = true } = parts;
  return {
    config: { sigstore },
    chain: () => ({ signing: { mode } }),
    policy: async () => {
      if (!known) throw new MirrorError('MIRROR_IDENTITY_UNKNOWN', 'x');
      return { identity, issuer };
    },
  } as unknown as Session;
}

describe('checkCommands', () => {
  const published = reportOf(imageReport('0.9.0', { action: 'unchanged' }), imageReport('1.0.0'));

  it('is a line for a shell, with the identity of the manifest, for the first tag that was published', async () => {
    expect(await checkCommands(session(), [signed], published)).toEqual([
      `cosign verify --certificate-identity-regexp '${identity}' --certificate-oidc-issuer ${issuer} registry.test/mirror/app:1.0.0`,
    ]);
  });

  it('names the trusted root of a private instance', async () => {
    const sigstore = { trustedRoot: '/a b/root.json' };
    expect(await checkCommands(session({ sigstore }), [signed], published)).toEqual([
      expect.stringContaining("--trusted-root '/a b/root.json'"),
    ]);
  });

  it('makes a private instance known first', async () => {
    const sigstore = { tuf: { mirror: 'https://tuf.test', root: '/srv/tuf-root.json' } };
    expect(await checkCommands(session({ sigstore }), [signed], published)).toEqual([
      'cosign initialize --mirror https://tuf.test --root /srv/tuf-root.json',
      expect.stringMatching(/^cosign verify --certificate-identity-regexp /),
    ]);
  });

  it.each([
    ['nothing was published', session(), signed, reportOf(imageReport('1.0.0', { action: 'unchanged' }))],
    ['it failed', session(), signed, reportOf(imageReport('1.0.0', { status: 'failed' }))],
    ['nothing signs it', session(), imageConfig('app'), published],
    ['nobody says whose signatures count', session({ known: false }), signed, published],
    ['it is signed with a key', session({ mode: 'key' }), signed, published],
  ] as const)('is left out where %s', async (_name, given, image, report) => {
    expect(await checkCommands(given, [image], report)).toEqual([]);
  });
});
