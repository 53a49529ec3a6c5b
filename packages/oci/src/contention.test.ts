import { describe, expect, it } from 'vitest';
import { Contention } from './contention.ts';
import { RegistryError } from './registry-error.ts';

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

  it('does not write again what failed for now: it is to be read first, and often enough', async () => {
    const rest = new Contention(0, { attempts: 3, baseDelay: 1, maxDelay: 1 });
    let puts = 0;
    const put = () => {
      puts += 1;
      return Promise.reject(new RegistryError('MIRROR_REGISTRY_ERROR', 'busy', { transient: true }));
    };
    await expect(rest.write(put)).resolves.toBe(false);
    await expect(rest.write(put)).resolves.toBe(false);
    await expect(rest.write(put)).rejects.toThrow('busy');
    expect(puts).toBe(3);
    expect(rest.isOver()).toBe(true);
  });

  it('passes on what a writing fails with', async () => {
    const rest = new Contention(0);
    await expect(rest.write(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });
});
