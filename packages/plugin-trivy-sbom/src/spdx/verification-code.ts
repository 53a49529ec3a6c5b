import { createHash } from 'node:crypto';
import { byText } from '../stable-order.ts';
import type { SpdxFile } from './spdx-document.ts';

/** The package verification code over these files (spdx-spec v2.3, clause 7.9.2); `undefined` where a file has no SHA-1. */
export function verificationCode(files: readonly SpdxFile[]): string | undefined {
  const sums = files.map(
    ({ checksums }) => checksums.find(({ algorithm }) => algorithm === 'SHA1')?.checksumValue,
  );
  const known = sums.filter((sum) => sum !== undefined);
  if (known.length === 0 || known.length < sums.length) return undefined;
  return createHash('sha1').update(known.sort(byText).join('')).digest('hex');
}
