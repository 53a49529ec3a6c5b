import { expect, it } from 'vitest';
import { DirectBody } from './direct-body.ts';
import { PieceBuffers } from './piece-buffers.ts';

/** A body of so many bytes, whose bytes are received by hand. */
function bodyOf(length: number) {
  const buffers = new PieceBuffers();
  const connection = { resumed: 0, ended: undefined as boolean | undefined };
  const body = new DirectBody(length, buffers, true, {
    resume: () => {
      connection.resumed += 1;
    },
    ended: (whole) => {
      connection.ended = whole;
    },
  });
  /** Fills the room that there is, at most `bytes`. */
  const receive = (bytes: number): boolean => {
    const taken = Math.min(bytes, buffers.room().length);
    buffers.filled(taken);
    return body.received(taken);
  };
  return { body, buffers, connection, receive };
}

it('has its connection read on when the last bytes come after it was stopped, as over TLS', async () => {
  const { body, buffers, connection, receive } = bodyOf(300 * 1024);
  const piece = buffers.room().length;
  expect(receive(piece)).toBe(false);
  expect(connection.resumed).toBe(0);
  expect(receive(300 * 1024 - piece)).toBe(true);
  expect(connection.resumed).toBe(1);
  let read = 0;
  for await (const bytes of body) read += bytes.length;
  expect(read).toBe(300 * 1024);
  expect(connection.ended).toBe(true);
});

it('stops its connection while a piece waits for its reader, and lets it go on for the next', async () => {
  const { body, buffers, connection, receive } = bodyOf(2 ** 20);
  const piece = buffers.room().length;
  expect(receive(piece)).toBe(false);
  await body.next();
  expect(connection.resumed).toBe(1);
});
