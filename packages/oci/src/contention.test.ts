import { describe, expect, it } from 'vitest';
import { Contention } from './contention.ts';

describe('Contention', () => {
  it('is over at once where nobody else was met', async () => {
    const rest = new Contention(0);
    await rest.write(async () => {});
    expect(rest.isOver()).toBe(true);
  });

  it('is over only after a quiet time where somebody was met, and begins anew with each writing', async () => {
    const rest = new Contention(0);
    rest.meet();
    expect(rest.isOver()).toBe(false);
    await rest.watch();
    expect(rest.isOver()).toBe(true);
    await rest.write(async () => {});
    expect(rest.isOver()).toBe(false);
  });

  it('passes on what a writing fails with', async () => {
    const rest = new Contention(0);
    await expect(rest.write(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });
});
