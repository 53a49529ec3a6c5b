import { registerSecret } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { markdownCode, markdownFence, markdownLink, markdownTable, markdownText } from './markdown.ts';
import { hostile } from './report.fixture.ts';

/** Entities of HTML, read back. */
function shown(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('markdownText', () => {
  it.each([
    ['a link', '[x](https://evil.test)'],
    ['an image', '![x](https://evil.test/a.png)'],
    ['an address', 'see https://evil.test or www.evil.test'],
    ['HTML', '<img src=x onerror=alert(1)> <!-- --> &amp;'],
    ['the end of a cell', 'a | b \\| c'],
    ['emphasis and code', '*a* _b_ `c` ~~d~~ $e$'],
    ['a heading and a list', '# a\n- b\n1. c'],
    ['a mention', '@somebody #12'],
    ['letters of any script', 'Grüße 你好'],
  ])('shows %s and does nothing else', (_name, text) => {
    const markdown = markdownText(text);
    expect(markdown).not.toMatch(/[[\]<>|`*_~$@\\!:\n]|#(?!\d)|&(?!#)|www\./);
    expect(shown(markdown)).toBe(text.replace('\n', '\\u000a').replace('\n', '\\u000a'));
  });

  it('cuts secrets out before it escapes, and control characters', () => {
    registerSecret('pass_word[1]');
    expect(shown(markdownText('with pass_word[1]'))).toBe('with ***');
    expect(shown(markdownText(hostile))).toBe('a\\u001b[2Jb\\u000d\\u000ac\\u202e');
  });
});

it('markdownCode is the same in a fixed width', () => {
  expect(markdownCode('a`b')).toBe('<code>a&#96;b</code>');
});

describe('markdownLink', () => {
  it('takes pages of the web, and no other address', () => {
    expect(markdownLink('x', 'https://ghcr.io/a"b>c|d')).toBe(
      '<a href="https&#58;//ghcr.io/a%22b%3Ec&#124;d">x</a>',
    );
    expect(markdownLink('x', 'javascript:alert(1)')).toBe('x');
    expect(markdownLink('x', undefined)).toBe('x');
  });
});

it('markdownTable has a line for each row', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |\n');
});

describe('markdownFence', () => {
  it('is longer than any fence inside', () => {
    expect(markdownFence(['a', '````', 'b\n```'], 'sh')).toBe('`````sh\na\n````\nb\\u000a```\n`````\n');
    expect(markdownFence(['a'], 'sh')).toBe('```sh\na\n```\n');
  });
});
