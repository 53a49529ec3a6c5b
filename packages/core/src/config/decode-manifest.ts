import { isUtf8 } from 'node:buffer';
import { MirrorError } from '@multiarch-mirror/errors';

/** The text of a manifest. */
export interface DecodedManifest {
  text: string;
  /** MIRROR_CONFIG_SYNTAX where the file is no UTF-8; the text then holds replacement characters in the place of what cannot be read. */
  fault?: MirrorError;
}

/** Reads bytes as UTF-8, with or without a byte order mark. */
export function decodeManifest(bytes: Uint8Array, file: string): DecodedManifest {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (isUtf8(bytes)) return { text };
  const [first, second] = bytes;
  // What Windows calls "Unicode": PowerShell's `>` writes it.
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const { line, column, byte } = wide ? { line: 1, column: 1, byte: first ?? 0 } : firstFault(bytes, text);
  const what = wide
    ? 'the manifest is UTF-16, not UTF-8'
    : `the manifest is not UTF-8: the byte ${byte.toString(16).toUpperCase()} cannot stand here`;
  return {
    text,
    fault: new MirrorError('MIRROR_CONFIG_SYNTAX', what, {
      place: { file, line, column },
      hint: 'Save it as UTF-8.',
    }),
  };
}

/** Where the bytes stop being UTF-8. Everything before that is, and so what it takes in bytes can be counted. */
function firstFault(bytes: Uint8Array, text: string): { line: number; column: number; byte: number } {
  let offset = 0;
  let line = 1;
  let column = 1;
  for (const character of text) {
    const byte = bytes[offset] ?? 0;
    // One that stands in the file is none that stands for a fault.
    const written = byte === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (character === '\ufffd' && !written) return { line, column, byte };
    offset += Buffer.byteLength(character);
    if (character === '\n') {
      line += 1;
      column = 1;
    } else if (offset > 3 || character !== '\ufeff') column += character.length;
  }
  return { line, column, byte: 0 };
}
