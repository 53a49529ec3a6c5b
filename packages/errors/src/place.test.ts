import { describe, expect, it } from 'vitest';
import { MirrorError } from './mirror-error.ts';
import { formatPlace, type Place } from './place.ts';
import { printable } from './printable.ts';

describe('formatPlace', () => {
  const places: [string, Place, string][] = [
    ['a line of a file', { file: 'mirror.config.yaml', line: 3, column: 7 }, 'mirror.config.yaml:3:7'],
    [
      'an image at a side',
      { image: 'debian', side: 'source', reference: 'docker.io/library/debian:12' },
      'image debian, source docker.io/library/debian:12',
    ],
    ['a registry', { registry: 'ghcr.io' }, 'ghcr.io'],
    ['a side alone', { side: 'destination' }, 'destination'],
    ['nothing', {}, ''],
  ];
  it.each(places)('%s', (_name, place, expected) => {
    expect(formatPlace(place)).toBe(expected);
  });
});

describe('MirrorError.at', () => {
  it('adds what an outer layer knows and keeps what was known nearer to the fault', () => {
    const error = new MirrorError('MIRROR_X', 'm', { place: { side: 'source' } }).at({
      side: 'destination',
      image: 'a',
    });
    expect(error.place).toEqual({ side: 'source', image: 'a' });
  });
});

describe('printable', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31mb', 'a\\u001b[31mb'],
    ['a line that would be a workflow command', 'a\n::error::b', 'a\\u000a::error::b'],
    ['text that turns its direction', 'a\u202eb', 'a\\u202eb'],
    ['a mark that turns letters', 'a\u061cb', 'a\\u061cb'],
    ['tags that nobody sees', 'a\udb40\udc41b', 'a\\udb40\\udc41b'],
    ['letters of any script', 'Grüße 你好', 'Grüße 你好'],
  ])('escapes %s', (_name, text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});
