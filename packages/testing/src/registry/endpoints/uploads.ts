import { randomUUID } from 'node:crypto';
import { type Answer, emptyAnswer } from '../answer.ts';
import { storeBlob } from '../blob-push.ts';
import { parseChunkRange } from '../byte-range.ts';
import { isDigest } from '../digest.ts';
import { type Exchange, methodNotAllowed } from '../exchange.ts';
import { RegistryError } from '../registry-error.ts';
import type { UploadSession } from '../registry-state.ts';

/** Pushing blobs: end-4, end-5, end-6, end-11 and end-13 of the distribution-spec. */
export async function answerUpload(exchange: Exchange): Promise<Answer> {
  if (exchange.method === 'POST' && exchange.record.reference === undefined) return await begin(exchange);
  const session = exchange.state.uploads.get(exchange.reference);
  if (session === undefined || session.repository !== exchange.repository) {
    throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', `no such upload: ${exchange.reference}`);
  }
  switch (exchange.method) {
    case 'GET':
      return emptyAnswer(204, progress(session));
    case 'PATCH':
      checkChunk(exchange, session);
      await appendChunk(exchange, session);
      return emptyAnswer(exchange.state.options.chunkStatus ?? 202, progress(session));
    case 'PUT':
      return await finish(exchange, session);
    case 'DELETE':
      exchange.state.uploads.delete(session.id);
      await session.content.discard();
      return emptyAnswer(204);
    default:
      throw methodNotAllowed(exchange);
  }
}

async function begin(exchange: Exchange): Promise<Answer> {
  const { state, query, repository } = exchange;
  state.checkWritable(repository);
  const mount = query.get('mount');
  if (mount !== null && tryMount(exchange, mount)) return created(repository, mount);
  const session: UploadSession = { id: randomUUID(), repository, content: await state.contents.stage() };
  state.uploads.set(session.id, session);
  if (query.has('digest')) return await finish(exchange, session);
  return emptyAnswer(202, progress(session));
}

/** distribution-spec, "Mounting a blob from another repository"; without `from`, any repository will do. */
function tryMount({ state, query, repository }: Exchange, digest: string): boolean {
  const { mounts } = state.options;
  if (mounts === false || !isDigest(digest)) return false;
  const from = query.get('from');
  if (mounts === 'named' && from === null) throw new RegistryError(400, 'UNSUPPORTED', 'from is missing');
  if (mounts === 'guarded' && from !== null && !state.repositories.has(from)) {
    throw new RegistryError(401, 'UNAUTHORIZED', `no such project: ${from}`);
  }
  const owner = from === null ? state.ownerOf(digest) : state.repositories.get(from);
  const size = owner?.blobs.get(digest);
  if (size === undefined) return false;
  state.ensureRepository(repository).blobs.set(digest, size);
  return true;
}

/** @throws RegistryError where the options take no chunks, or only smaller ones */
function checkChunk(exchange: Exchange, session: UploadSession): void {
  const { chunks = true } = exchange.state.options;
  if (chunks === false) throw methodNotAllowed(exchange);
  const ranged = exchange.header('content-range') !== undefined;
  if (ranged && typeof chunks === 'number' && Number(exchange.header('content-length')) > chunks) {
    throw new RegistryError(
      416,
      'BLOB_UPLOAD_INVALID',
      `a chunk is larger than ${chunks}`,
      progress(session),
    );
  }
}

async function appendChunk(exchange: Exchange, session: UploadSession): Promise<void> {
  const { bodyLimit = Number.POSITIVE_INFINITY } = exchange.state.options;
  if (Number(exchange.header('content-length') ?? 0) > bodyLimit) {
    throw new RegistryError(413, 'SIZE_INVALID', `a body is larger than ${bodyLimit}`);
  }
  const header = exchange.header('content-range');
  if (header !== undefined) {
    const range = parseChunkRange(header);
    const length = exchange.header('content-length');
    if (range === undefined || (length !== undefined && Number(length) !== range.end - range.start + 1)) {
      throw new RegistryError(400, 'SIZE_INVALID', `Content-Range ${header} does not fit the body`);
    }
    if (range.start !== session.content.size) {
      throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', 'the chunk is out of order', progress(session));
    }
  }
  await session.content.append(exchange.body());
}

/** Takes what the last request brings, and closes the session: what does not have the digest is gone. */
async function finish(exchange: Exchange, session: UploadSession): Promise<Answer> {
  const { state, repository } = exchange;
  const digest = exchange.query.get('digest') ?? '';
  await appendChunk(exchange, session);
  state.uploads.delete(session.id);
  await storeBlob(state, repository, session.content, digest);
  return created(repository, digest);
}

function created(repository: string, digest: string): Answer {
  return emptyAnswer(201, { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest });
}

/** Where to go on, and what is there: `0-0` also where nothing is, as distribution has it. */
function progress({ id, repository, content }: UploadSession): Record<string, string> {
  return {
    Location: `/v2/${repository}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, content.size - 1)}`,
    'Docker-Upload-UUID': id,
  };
}
