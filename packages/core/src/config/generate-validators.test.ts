import { describe, expect, it } from 'vitest';
import { generateValidators } from './generate-validators.ts';

describe('generateValidators', () => {
  it('writes a module that loads nothing, with a validator for each schema', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string', minLength: 2, maxLength: 2 } } };
    const code = await generateValidators(new Map([['a-b', schema]]), './types.ts');
    expect(code.match(/\bimport\b.*|\brequire\b.*/g)).toEqual([
      "import type { SchemaValidator } from './types.ts';",
    ]);
    const script = code.replace(/^import .*/m, '').replace(/^(export const validators): .*? = /m, '$1 = ');
    const { validators } = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as {
      validators: Record<string, (value: unknown) => boolean>;
    };
    expect(['💧💧', '💧', 'abc'].map((name) => validators['a-b']?.({ name }))).toEqual([true, false, false]);
  });

  it('refuses what would have to load ajv', async () => {
    const schema = { type: 'array', uniqueItems: true };
    await expect(generateValidators(new Map([['a', schema]]), './types.ts')).rejects.toThrow('equal');
  });
});
