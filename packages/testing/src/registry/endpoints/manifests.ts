import { type Answer, emptyAnswer } from '../answer.ts';
import { isDigest } from '../digest.ts';
import { type Exchange, methodNotAllowed } from '../exchange.ts';
import { storeManifest } from '../manifest-push.ts';
import { RegistryError } from '../registry-error.ts';
import { isTagName } from '../route.ts';
import type { StoredManifest } from '../stored-repository.ts';

/** distribution-spec, "Pushing Manifests": registries must take at least this much. */
const sizeLimit = 4 * 1024 * 1024;

/** Manifests and tags: end-3, end-7 and end-9 of the distribution-spec. */
export async function answerManifest(exchange: Exchange): Promise<Answer> {
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return read(exchange);
    case 'PUT':
      return await push(exchange);
    case 'DELETE':
      return remove(exchange);
    default:
      throw methodNotAllowed(exchange);
  }
}

function read(exchange: Exchange): Answer {
  const manifest = existing(exchange);
  const accepted = exchange.header('accept');
  // Like distribution: a client that names other types cannot read this one; one that names none takes everything.
  if (accepted !== undefined && !accepts(accepted, manifest.mediaType)) {
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', `${manifest.mediaType} is not in the Accept header`);
  }
  return {
    status: 200,
    headers: {
      'Content-Type': manifest.mediaType,
      'Content-Length': String(manifest.bytes.byteLength),
      'Docker-Content-Digest': manifest.digest,
      ETag: `"${manifest.digest}"`,
    },
    body: manifest.bytes,
  };
}

async function push(exchange: Exchange): Promise<Answer> {
  const { state, repository, reference, query } = exchange;
  const bytes = await exchange.bytes(sizeLimit);
  const mediaType = exchange.header('content-type')?.split(';')[0]?.trim();
  // Tags beside a digest: the version of the distribution-spec after 1.1.
  const tags = isDigest(reference) ? query.getAll('tag') : [reference];
  const wrong = tags.find((tag) => !isTagName(tag));
  if (wrong !== undefined) throw new RegistryError(400, 'TAG_INVALID', `invalid tag: ${wrong}`);
  const manifest = storeManifest(state, repository, bytes, {
    tags,
    ...(isDigest(reference) ? { digest: reference } : {}),
    ...(mediaType === undefined ? {} : { mediaType }),
  });
  return emptyAnswer(201, {
    Location: `/v2/${repository}/manifests/${manifest.digest}`,
    'Docker-Content-Digest': manifest.digest,
    ...(isDigest(reference) && tags.length > 0 ? { 'OCI-Tag': tags } : {}),
    ...(manifest.subject === undefined || state.options.referrersApi === false
      ? {}
      : { 'OCI-Subject': manifest.subject }),
  });
}

function remove(exchange: Exchange): Answer {
  const { state, reference } = exchange;
  if (state.options.deletes === false) throw methodNotAllowed(exchange);
  const manifest = existing(exchange);
  const repository = state.repository(exchange.repository);
  if (reference === manifest.digest) {
    repository.deleteManifest(manifest.digest);
  } else {
    if (state.options.immutableTags === true)
      throw new RegistryError(409, 'DENIED', `tag is immutable: ${reference}`);
    repository.tags.delete(reference);
  }
  return emptyAnswer(202);
}

function existing({ state, repository, reference }: Exchange): StoredManifest {
  const manifest = state.repository(repository).manifest(reference);
  if (manifest === undefined)
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', `manifest not known: ${reference}`);
  return manifest;
}

function accepts(header: string, mediaType: string): boolean {
  return header
    .split(',')
    .map((part) => part.split(';')[0]?.trim())
    .some((type) => type === mediaType || type === '*/*' || type === 'application/*');
}
