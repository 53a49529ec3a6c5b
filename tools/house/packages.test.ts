import { describe, expect, it } from 'vitest';
import { exists, packageNames, read } from './repository.ts';

describe.each(packageNames)('%s', (name) => {
  it('has a README with a title', () => {
    const path = `packages/${name}/README.md`;
    expect(exists(path) ? read(path) : '').toMatch(/^# \S/);
  });

  it('has an index.ts that only re-exports, unless it is a command and nothing to import', () => {
    if (!read(`packages/${name}/package.json`).includes('"exports"')) return;
    const code = read(`packages/${name}/src/index.ts`)
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    const reexport = /export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*'[^']+';?/g;
    expect(code.match(reexport) ?? []).not.toEqual([]);
    expect(code.replace(reexport, '').trim()).toBe('');
  });
});
