import { describe, expect, it } from 'vitest';
import { emptyRecord, isRecordedTag, mergeRecord, type RecordedTag } from './record.ts';

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

  it('forgets the date of a digest that is published', () => {
    const merged = mergeRecord(emptyRecord('r'), { tags: { a: entry }, seen: { 'sha256:bb': '2026-01-01T00:00:00.000Z' } });
    expect(merged.seen).toEqual({});
  });
});

describe('isRecordedTag', () => {
  it.each([
    ['a whole entry', entry, true],
    ['nothing', null, false],
    ['a text', 'sha256:aa', false],
    ['an entry without upstream', { ...entry, upstream: undefined }, false],
    ['an upstream part without digest', { ...entry, upstream: [{ reference: 'a' }] }, false],
  ])('%s: %#', (_name, value, expected) => {
    expect(isRecordedTag(value)).toBe(expected);
  });
});
