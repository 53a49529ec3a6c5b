import { describe, expect, it } from 'vitest';
import type { SpdxFile } from './spdx-document.ts';
import { fixture } from './testdata/documents.fixture.ts';
import { verificationCode } from './verification-code.ts';

const file = (algorithm: string, checksumValue: string): SpdxFile => ({
  fileName: 'a',
  SPDXID: 'SPDXRef-File-a',
  checksums: [{ algorithm, checksumValue }],
});

describe('verificationCode', () => {
  it('is what Trivy computes', () => {
    const { packages, files = [], relationships } = fixture('layout-amd64');
    const analyzed = packages.filter(({ filesAnalyzed }) => filesAnalyzed);
    expect(analyzed.length).toBeGreaterThan(1);
    for (const { SPDXID, packageVerificationCode } of analyzed) {
      const contained = relationships
        .filter((one) => one.spdxElementId === SPDXID)
        .map((one) => one.relatedSpdxElement);
      const own = files.filter((one) => contained.includes(one.SPDXID));
      expect(verificationCode(own)).toBe(packageVerificationCode?.packageVerificationCodeValue);
    }
  });

  it('does not depend on the order of files', () => {
    const files = [file('SHA1', 'bb'), file('SHA1', 'aa')];
    expect(verificationCode(files)).toBe(verificationCode(files.toReversed()));
  });

  it('is none without a SHA-1 of each file', () => {
    expect(verificationCode([])).toBeUndefined();
    expect(verificationCode([file('SHA1', 'aa'), file('SHA256', 'bb')])).toBeUndefined();
  });
});
