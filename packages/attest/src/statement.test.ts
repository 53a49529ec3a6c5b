import { describe, expect, it } from 'vitest';
import { predicateTypes } from './predicate-type.ts';
import { createStatement, parseStatement, statementType } from './statement.ts';

const hex = 'a'.repeat(64);
const digest = `sha256:${hex}`;

describe('createStatement', () => {
  it('has the four known fields and nothing else', () => {
    const statement = createStatement({
      subject: { digest },
      predicateType: predicateTypes.sign,
      predicate: {},
    });
    expect(statement).toEqual({
      _type: statementType,
      subject: [{ digest: { sha256: hex } }],
      predicateType: predicateTypes.sign,
      predicate: {},
    });
  });

  it('names the subject where a name is given', () => {
    const subject = { digest, name: 'ghcr.io/a/b' };
    const statement = createStatement({ subject, predicateType: predicateTypes.spdx, predicate: {} });
    expect(statement.subject).toEqual([{ name: 'ghcr.io/a/b', digest: { sha256: hex } }]);
  });

  it.each([
    ['a digest of another algorithm', `sha512:${hex}`, predicateTypes.spdx],
    ['upper-case hex', `sha256:${'A'.repeat(64)}`, predicateTypes.spdx],
    ['a predicate type that is no URI', digest, 'spdx'],
  ])('refuses %s', (_, wrong, predicateType) => {
    expect(() => createStatement({ subject: { digest: wrong }, predicateType, predicate: {} })).toThrow(
      expect.objectContaining({ code: 'MIRROR_STATEMENT_INVALID' }),
    );
  });
});

describe('parseStatement', () => {
  const valid = {
    _type: statementType,
    subject: [{ digest: { sha256: hex } }],
    predicateType: 'a:b',
    predicate: 1,
  };

  it.each([
    ['v1', valid],
    ['v0.1, as the cosign CLI writes it', { ...valid, _type: 'https://in-toto.io/Statement/v0.1' }],
  ])('reads %s', (_, statement) => {
    expect(parseStatement(Buffer.from(JSON.stringify(statement)))).toEqual(statement);
  });

  it.each([
    ['text that is no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another type', JSON.stringify({ ...valid, _type: 'https://in-toto.io/Statement/v9' })],
    ['an unknown field at the top', JSON.stringify({ ...valid, extra: 1 })],
    ['an unknown field in a subject', JSON.stringify({ ...valid, subject: [{ digest: {}, extra: 1 }] })],
    ['no subject', JSON.stringify({ ...valid, subject: [] })],
    ['a subject without a digest', JSON.stringify({ ...valid, subject: [{ name: 'a' }] })],
    ['no predicate type', JSON.stringify({ ...valid, predicateType: undefined })],
  ])('refuses %s', (_, text) => {
    expect(() => parseStatement(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'MIRROR_STATEMENT_INVALID' }),
    );
  });
});
