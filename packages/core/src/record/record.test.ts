import { describe, expect, it } from 'vitest';
import { emptyRecord, mergeRecord, parseRecord, type RecordedTag } from './record.ts';

const entry: RecordedTag = {
  digest: 'sha256:aa',
  upstream: [{ reference: 'docker.io/library/debian:12', digest: 'sha256:bb' }],
  platforms: [],
  missing: [],
  content: 'c',
  chain: 'd',
};

describe('mergeRecord', () => {
  it('keeps what other runs wrote and takes what this one changed', () => {
    const record = { ...emptyRecord('r'), tags: { old: entry, both: { ...entry, digest: 'sha256:01' } } };
    const merged = mergeRecord(record, { tags: { both: entry, fresh: entry }, seen: {} });
    expect(merged.tags).toEqual({ old: entry, both: entry, fresh: entry });
  });

  it('keeps the earlier of two dates on which a digest was seen', () => {
    const record = { ...emptyRecord('r'), seen: { 'sha256:cc': '2026-01-01T00:00:00.000Z' } };
    const merged = mergeRecord(record, { tags: {}, seen: { 'sha256:cc': '2026-02-01T00:00:00.000Z' } });
    expect(merged.seen).toEqual({ 'sha256:cc': '2026-01-01T00:00:00.000Z' });
  });

  it('has the same bytes when nothing has changed', () => {
    const record = {
      ...emptyRecord('r'),
      tags: { a: entry, b: entry },
      seen: { 'sha256:02': 'x', 'sha256:01': 'y' },
    };
    const merged = mergeRecord(record, { tags: { b: entry }, seen: { 'sha256:01': 'z' } });
    expect(JSON.stringify(merged)).toBe(JSON.stringify(record));
  });

  it('forgets the date of a digest that is published', () => {
    const merged = mergeRecord(emptyRecord('r'), {
      tags: { a: entry },
      seen: { 'sha256:bb': '2026-01-01T00:00:00.000Z' },
    });
    expect(merged.seen).toEqual({});
  });
});

describe('parseRecord', () => {
  const stored = (tags: unknown, more: object = {}): unknown =>
    JSON.parse(JSON.stringify({ version: 1, repository: 'r', tags, seen: {}, ...more }));

  it.each<[string, unknown, string[]]>([
    ['a whole entry', entry, ['a']],
    ['nothing', null, []],
    ['a text', 'sha256:aa', []],
    ['an entry without upstream', { ...entry, upstream: undefined }, []],
    ['an upstream part without digest', { ...entry, upstream: [{ reference: 'a' }] }, []],
    ['a platform without digest', { ...entry, platforms: [{ platform: 'linux/amd64' }] }, []],
    ['a missing platform that is no text', { ...entry, missing: [1] }, []],
    ['a number to follow', { ...entry, follows: 1 }, []],
  ])('keeps entries that have the right shape: %s', (_name, value, expected) => {
    expect(Object.keys(parseRecord(stored({ a: value }), 'r')?.tags ?? {})).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a text', 'record'],
    ['another version', stored({}, { version: 2 })],
    ['the record of another repository', stored({}, { repository: 's' })],
  ])('takes %s for no record', (_name, value) => {
    expect(parseRecord(value, 'r')).toBeUndefined();
  });

  it('leaves out dates that are none, and lists that are none', () => {
    const record = parseRecord(
      stored(null, { seen: { a: 'soon', b: 5, c: '2026-01-01T00:00:00.000Z' } }),
      'r',
    );
    expect(record).toEqual({ ...emptyRecord('r'), seen: { c: '2026-01-01T00:00:00.000Z' } });
  });

  it('takes `constructor` and `__proto__` for tags like others', () => {
    expect(emptyRecord('r').tags.constructor).toBeUndefined();
    const text = `{"version":1,"repository":"r","tags":{"__proto__":${JSON.stringify(entry)}}}`;
    const record = parseRecord(JSON.parse(text), 'r') ?? emptyRecord('r');
    expect(Object.entries(mergeRecord(record, { tags: {}, seen: {} }).tags)).toEqual([['__proto__', entry]]);
  });
});
