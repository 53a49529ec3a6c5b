import { describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import { merge } from './merge.ts';
import { purlOf, type SpdxDocument } from './spdx-document.ts';
import { danglingIds, index, platformDocument } from './testdata/documents.fixture.ts';
import { trim } from './trim.ts';

const document = merge(index, [platformDocument('amd64'), platformDocument('arm64')]);
const base64 = (one: SpdxDocument) => Math.ceil((Buffer.byteLength(JSON.stringify(one)) * 4) / 3);

describe('fit', () => {
  it('leaves alone what the log takes', () => {
    expect(fit(document)).toEqual({ document, trimmed: false });
  });

  it('leaves out files and annotations, and nothing else, where that is enough', () => {
    const { document: smaller, trimmed } = fit(document, base64(document));
    expect(trimmed).toBe(true);
    expect(smaller.files).toBeUndefined();
    expect(JSON.stringify(smaller)).not.toContain('annotation');
    expect(smaller.packages.map(purlOf)).toEqual(document.packages.map(purlOf));
    expect(smaller.hasExtractedLicensingInfos).toEqual(document.hasExtractedLicensingInfos);
    expect(danglingIds(smaller)).toEqual([]);
    expect(smaller.packages.every(({ filesAnalyzed }) => filesAnalyzed === false)).toBe(true);
    expect(smaller.documentNamespace).not.toBe(document.documentNamespace);
  });

  it('fails with the size where it is not', () => {
    expect(() => fit(document, 5_000)).toThrow(
      expect.objectContaining({
        code: 'MIRROR_SBOM_TOO_LARGE',
        message: expect.stringMatching(/\d{4,} bytes/),
      }),
    );
  });
});

describe('trim', () => {
  it('changes nothing the second time', () => {
    expect(trim(trim(document))).toEqual(trim(document));
  });
});
