import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';
import type { Fault } from './fault.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** Writes an answer, spoiled where the fault asks for that. A client that goes away is no error. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  record: RecordedRequest,
  fault: Fault | undefined,
  more: Record<string, string> = {},
): Promise<void> {
  record.status = answer.status;
  const wrong = fault?.kind === 'headers' ? fault.headers : {};
  response.writeHead(answer.status, { ...more, ...answer.headers, ...wrong });
  const { body } = answer;
  if (record.method === 'HEAD' || body === undefined) {
    response.end();
    return;
  }
  if (fault?.kind === 'truncate' || fault?.kind === 'halt') {
    const total = Number(answer.headers['Content-Length'] ?? 0);
    await writePart(response, chunksOf(body), record, fault.afterBytes ?? Math.floor(total / 2));
    // Not a reset: that may overtake the bytes, and how many arrive would be chance.
    if (fault.kind === 'truncate') response.socket?.destroySoon();
    return;
  }
  if (body instanceof Uint8Array && (fault === undefined || fault.kind === 'headers')) {
    record.bytes = body.byteLength;
    response.end(body);
    return;
  }
  try {
    await pipeline(Readable.from(counted(chunksOf(body), record, fault?.kind === 'corrupt')), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  record: RecordedRequest,
  corrupt: boolean,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    const wrong = corrupt && record.bytes === 0;
    record.bytes += chunk.byteLength;
    yield wrong ? Buffer.concat([Buffer.of((chunk[0] ?? 0) ^ 0xff), chunk.subarray(1)]) : chunk;
  }
}

async function writePart(
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  record: RecordedRequest,
  limit: number,
): Promise<void> {
  for await (const chunk of chunks) {
    const part = chunk.subarray(0, limit - record.bytes);
    record.bytes += part.byteLength;
    response.write(part);
    if (record.bytes >= limit) break;
  }
}

async function* chunksOf(body: Uint8Array | Readable): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body;
  else yield* body as AsyncIterable<Buffer>;
}
