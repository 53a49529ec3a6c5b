import { describe, expect, it } from 'vitest';
import { decodeManifest } from './decode-manifest.ts';

describe('decodeManifest', () => {
  it.each<[name: string, bytes: Buffer, place: string, message: RegExp]>([
    ['Latin-1', Buffer.from('a: 1\nb: Gr\xfc\xdfe\n', 'latin1'), '2:6', /byte FC/],
    [
      'Latin-1 behind other scripts',
      Buffer.concat([Buffer.from('ü💧 '), Buffer.from([0xe4])]),
      '1:5',
      /byte E4/,
    ],
    ['a character that is cut off', Buffer.from('a: ü').subarray(0, -1), '1:4', /byte C3/],
    ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), '1:2', /byte ED/],
    [
      'behind a replacement character',
      Buffer.concat([Buffer.from('\ufffd'), Buffer.from([0xff])]),
      '1:2',
      /byte FF/,
    ],
    ['a character that is cut off in the middle', Buffer.from([0xef, 0xbf, 0x61]), '1:1', /byte EF/],
    [
      'behind a byte order mark',
      Buffer.concat([Buffer.from('\ufeffa'), Buffer.from([0x80])]),
      '1:2',
      /byte 80/,
    ],
    ['UTF-16', Buffer.from('\ufeffversion: 1\n', 'utf16le'), '1:1', /UTF-16/],
    ['UTF-16, the other way round', Buffer.from('\ufeffversion: 1\n', 'utf16le').swap16(), '1:1', /UTF-16/],
  ])('says where %s is no UTF-8', (_, bytes, place, message) => {
    const { fault } = decodeManifest(bytes, 'm.yaml');
    expect(`${fault?.place.line}:${fault?.place.column}`).toBe(place);
    expect(fault?.message).toMatch(message);
    expect(fault).toMatchObject({ code: 'MIRROR_CONFIG_SYNTAX', place: { file: 'm.yaml' } });
  });

  it('reads UTF-8, also a replacement character', () => {
    expect(decodeManifest(Buffer.from('\ufeffa: \ufffd💧'), 'm.yaml')).toEqual({ text: '\ufeffa: \ufffd💧' });
  });
});
