import fc from 'fast-check';

/** What a registry, a tag or an annotation could say to take over a terminal, a log, a table or a page. */
const attacks: readonly string[] = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://evil.test\u001b\\link\u001b]8;;\u001b\\',
  '\u009b31m',
  '\r',
  '\n',
  '\r\n',
  '\u2028',
  '\u0085',
  '\u0000',
  '\u0008',
  '\u007f',
  '::error::owned',
  '\n::error::owned',
  '::add-mask::x',
  '::stop-commands::x',
  '##[error]owned',
  '##[add-path]/tmp',
  '%0A::error::owned',
  '%25',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '|',
  '\\|',
  '`',
  '```',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details>',
  '<!--',
  '&lt;',
  '[x](https://evil.test)',
  '![x](https://evil.test/x.png)',
  'https://evil.test',
  '@somebody',
  '#1',
  '# heading',
  '* list',
  "'; rm -rf / #",
  '$(id)',
  '"',
  '{"a":1}',
  '\ud800',
  'Grüße 你好',
];

/** Text from outside: ordinary characters, every other one, and attacks between them. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...attacks),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ maxLength: 6 }),
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(''));
