import { describe, expect, it } from 'vitest';
import { codeFrame, linesOf } from './code-frame.ts';

describe('codeFrame', () => {
  it.each<[name: string, text: string, line: number, column: number, expected: string]>([
    ['a line', 'a: 1\nb: x\n', 2, 4, '2 | b: x\n  |    ^'],
    ['a BOM and CRLF', '\uFEFFa: 1\r\nb: x\r\n', 2, 1, '2 | b: x\n  | ^'],
    ['a tab', '\ta: 1', 1, 2, '1 |  a: 1\n  |  ^'],
    ['control characters', 'a: \u001b[31m', 1, 5, '1 | a: \\u001b[31m\n  |          ^'],
    ['wide characters', 'a: {名前: 日本, b: 1}', 1, 14, '1 | a: {名前: 日本, b: 1}\n  |                  ^'],
    ['an emoji of several parts', 'a: 👩‍🚀 x', 1, 10, '1 | a: 👩\\u200d🚀 x\n  |               ^'],
    ['an accent on its own', 'e\u0301: x', 1, 5, '1 | e\u0301: x\n  |    ^'],
    ['a return alone', 'a: 1\rb: x\r', 2, 4, '2 | b: x\n  |    ^'],
    [
      'a password',
      'a: {password: hunter22, b: "x"}',
      1,
      28,
      '1 | a: {password: ********, b: "x"}\n  |                            ^',
    ],
    ['a password in quotes', "password: 'a b'", 1, 11, '1 | password: *****\n  |           ^'],
    ['the name of a variable', `password: "$\{TOKEN}"`, 1, 11, `1 | password: "$\{TOKEN}"\n  |           ^`],
    ['the end of a line', 'a:', 1, 3, '1 | a:\n  |   ^'],
    ['a line that is not there', 'a: 1', 5, 1, ''],
  ])('%s', (_, text, line, column, expected) => {
    expect(codeFrame(linesOf(text), { line, column })).toBe(expected);
  });

  it('cuts a long line around the caret', () => {
    const frame = codeFrame([`${'a'.repeat(300)}X${'b'.repeat(300)}`], { line: 1, column: 301 });
    const [shown = '', caret = ''] = frame.split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown[caret.indexOf('^')]).toBe('X');
  });

  it('is empty without a line', () => {
    expect(codeFrame(['a: 1'], { file: 'm.yaml' })).toBe('');
  });
});
