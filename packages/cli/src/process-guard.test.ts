import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from './exit-code.ts';
import { watchProcess } from './process-guard.ts';

/** A process that only notes what it is ended with. */
class FakeProcess extends EventEmitter {
  readonly exits: unknown[] = [];
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  exit(code: unknown): void {
    this.exits.push(code);
  }
}

let guarded: FakeProcess;
let signal: AbortSignal;
beforeEach(() => {
  vi.useFakeTimers();
  guarded = new FakeProcess();
  signal = watchProcess(guarded as unknown as NodeJS.Process);
});
afterEach(() => vi.useRealTimers());

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    '%s aborts what is going on, and ends it within two seconds',
    (name) => {
      expect(signal.aborted).toBe(false);
      guarded.emit(name);
      expect(signal.aborted).toBe(true);
      expect(guarded.exits).toEqual([]);
      vi.advanceTimersByTime(1_800);
      expect(guarded.exits).toEqual([exitCodes.interrupted]);
    },
  );

  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
    ['SIGTERM', 'SIGTERM'],
  ])('%s and then %s ends at once', (first, second) => {
    guarded.emit(first);
    guarded.emit(second);
    expect(guarded.exits).toEqual([exitCodes.interrupted]);
  });
});

describe('a reader that went away', () => {
  it('is no error', () => {
    guarded.stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(guarded.exits).toEqual([]);
  });

  it('is told from a disk that is full', () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    expect(() => guarded.stdout.emit('error', full)).toThrow('full');
  });
});

it('what nobody caught is a bug, and said to be one', async () => {
  guarded.emit('uncaughtException', new Error('oops'));
  await vi.waitFor(() => expect(guarded.exits).toEqual([exitCodes.bug]));
  expect(String(guarded.stderr.read())).toMatch(/oops[\s\S]*\[MIRROR_INTERNAL\]/);
});
