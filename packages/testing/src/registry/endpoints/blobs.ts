import { type Answer, emptyAnswer } from '../answer.ts';
import { parseRange } from '../byte-range.ts';
import { type Exchange, methodNotAllowed } from '../exchange.ts';
import { RegistryError } from '../registry-error.ts';

/** Blobs: end-2 and end-10 of the distribution-spec, with `Range`. */
export async function answerBlob(exchange: Exchange): Promise<Answer> {
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return read(exchange);
    case 'DELETE':
      return await remove(exchange);
    default:
      throw methodNotAllowed(exchange);
  }
}

function read(exchange: Exchange): Answer {
  const { state, reference: digest } = exchange;
  const size = existing(exchange);
  if (
    (state.options.blobsElsewhere ?? false) !== false &&
    exchange.method === 'GET' &&
    !exchange.query.has('signature')
  ) {
    return emptyAnswer(307, {
      Location: `${exchange.otherOrigin}${state.presigned.sign(exchange.record.path)}`,
    });
  }
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
  };
  const range = parseRange(exchange.header('range'), size);
  if (range === 'unsatisfiable') {
    throw new RegistryError(416, 'UNSUPPORTED', 'no such range', { 'Content-Range': `bytes */${size}` });
  }
  const length = range === undefined ? size : range.end - range.start + 1;
  const answer: Answer = {
    status: range === undefined ? 200 : 206,
    headers: { ...headers, 'Content-Length': String(length) },
  };
  if (range !== undefined) answer.headers['Content-Range'] = `bytes ${range.start}-${range.end}/${size}`;
  if (exchange.method === 'GET') answer.body = state.contents.read(digest, range);
  return answer;
}

async function remove(exchange: Exchange): Promise<Answer> {
  const { state, reference } = exchange;
  if (state.options.deletes === false) throw methodNotAllowed(exchange);
  existing(exchange);
  await state.deleteBlob(state.repository(exchange.repository), reference);
  return emptyAnswer(202, { 'Docker-Content-Digest': reference });
}

/** The blob's size. */
function existing({ state, repository, reference }: Exchange): number {
  const size = state.repositories.get(repository)?.blobs.get(reference);
  if (size === undefined) throw new RegistryError(404, 'BLOB_UNKNOWN', `blob not known: ${reference}`);
  return size;
}
