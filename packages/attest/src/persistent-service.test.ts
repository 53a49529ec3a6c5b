import { describe, expect, it } from 'vitest';
import { PersistentService } from './persistent-service.ts';
import { BrokenAnswer, faultOf, reasonOf } from './service-fault.ts';

/** Fails with each of these, then answers. */
function attempts(...errors: unknown[]) {
  const left = [...errors];
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    attempt: async () => {
      asked += 1;
      if (left.length > 0) throw left.shift();
      return 'answer';
    },
  };
}

const status = (statusCode: number) => Object.assign(new Error(`(${statusCode})`), { statusCode });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' });
const fail = (error: unknown, fault: string) => new Error(`${fault}: ${reasonOf(error)}`);
const service = (delays: number[] = [1, 1, 1]) => new PersistentService({ delays });

describe('a service is asked again', () => {
  it.each([
    ['while it is out of reach', refused],
    ['while it is busy', status(503)],
    ['while it counts requests', status(429)],
    ['when its answer is cut off', new SyntaxError('Unexpected end of JSON input')],
    ['when its answer is about something else', new BrokenAnswer('another entry')],
    ['when sigstore-js says so in its own words', new Error('error creating entry', { cause: status(500) })],
  ])('%s', async (_, error) => {
    const asking = attempts(error, error);
    await expect(service().ask(asking.attempt, fail)).resolves.toBe('answer');
    expect(asking.asked).toBe(3);
  });

  it('but not when it says no', async () => {
    const asking = attempts(new Error('error creating entry', { cause: status(400) }));
    await expect(service().ask(asking.attempt, fail)).rejects.toThrow('refused: (400)');
    expect(asking.asked).toBe(1);
  });

  it('and not for ever: the last fault is what is said', async () => {
    const asking = attempts(...Array.from({ length: 9 }, () => refused));
    await expect(service().ask(asking.attempt, fail)).rejects.toThrow('unreachable: connect ECONNREFUSED');
    expect(asking.asked).toBe(4);
  });

  it.each([
    ["Node's", new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
    ["minipass-fetch's", Object.assign(new Error('network timeout'), { type: 'request-timeout' })],
    [
      "its agent's",
      Object.assign(new Error('Idle timeout reached'), { type: 'system', code: 'EIDLETIMEOUT' }),
    ],
  ])('once more alone when it was silent until the time was over, in %s words', async (_, error) => {
    const asking = attempts(...Array.from({ length: 9 }, () => new Error('no answer', { cause: error })));
    await expect(service().ask(asking.attempt, fail)).rejects.toThrow();
    expect(asking.asked).toBe(2);
  });

  it('by nobody while it is busy', async () => {
    const busy = service([100]);
    const first = busy.ask(attempts(status(429)).attempt, fail);
    await new Promise((resolve) => setImmediate(resolve));
    const second = attempts();
    const asked = busy.ask(second.attempt, fail);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(second.asked).toBe(0);
    await Promise.all([first, asked]);
    expect(second.asked).toBe(1);
  });

  it('and no more when the run is interrupted', async () => {
    const controller = new AbortController();
    const interrupted = new PersistentService({ delays: [60_000], signal: controller.signal });
    const asking = interrupted.ask(attempts(refused).attempt, fail);
    setTimeout(() => controller.abort(), 5);
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it.each([
  [status(404), 'refused'],
  [status(408), 'busy'],
  [Object.assign(new Error('network timeout'), { type: 'request-timeout' }), 'unreachable'],
  [new Error('whatever'), 'broken'],
])('%s is a fault of the kind %s', (error, kind) => {
  expect(faultOf(error)).toBe(kind);
});
