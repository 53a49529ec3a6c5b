import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTrust, trustFrom } from './trust.ts';

describe('loadTrust', () => {
  it('says which file it cannot read', async () => {
    const trustedRoot = join(tmpdir(), 'no', 'trusted_root.json');
    await expect(loadTrust({ trustedRoot })).rejects.toMatchObject({
      code: 'MIRROR_TRUST',
      message: expect.stringContaining(trustedRoot),
    });
  });

  it.each([
    ['no JSON', '{'],
    [
      'a list of nonsense',
      '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{"logId":1}]}',
    ],
    ['what is something else', '{"mediaType":"application/vnd.oci.image.manifest.v1+json"}'],
    ['nothing', 'null'],
    ['the root of a TUF repository', '{"signed":{"_type":"root"},"signatures":[]}'],
  ])('refuses %s', (_, text) => {
    expect(() => trustFrom(text)).toThrow(expect.objectContaining({ code: 'MIRROR_TRUST' }));
  });
});
