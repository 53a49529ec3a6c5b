import { describe, expect, it } from 'vitest';
import { parseSimpleSigning, simpleSigningPayload } from './simple-signing.ts';

const image = { reference: 'ghcr.io/a/b', digest: `sha256:${'a'.repeat(64)}` };

describe('simple signing', () => {
  it('writes the payload that cosign writes', () => {
    expect(Buffer.from(simpleSigningPayload(image)).toString()).toBe(
      `{"critical":{"identity":{"docker-reference":"ghcr.io/a/b"},"image":{"docker-manifest-digest":"${image.digest}"},"type":"cosign container image signature"},"optional":null}`,
    );
  });

  it('reads what it wrote', () => {
    expect(parseSimpleSigning(simpleSigningPayload(image))).toEqual(image);
  });

  it.each([
    ['no JSON', '{'],
    ['another document', '{}'],
    ['another type', Buffer.from(simpleSigningPayload(image)).toString().replace('cosign', 'other')],
  ])('reads nothing out of %s', (_, text) => {
    expect(parseSimpleSigning(Buffer.from(text))).toBeUndefined();
  });
});
