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
      exchange.state.puts += 1;
      try {
        return await push(exchange);
      } finally {
        exchange.state.puts -= 1;
      }
    case 'DELETE':
      return remove(exchange);
    default:
      throw methodNotAllowed(exchange);
  }
}

function read(exchange: Exchange): Answer {
  countPull(exchange);
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
      ...limitHeaders(exchange),
    },
    body: manifest.bytes,
  };
}

/** Docker docs, "Pull usage and limits": a pull is a GET of a manifest, whatever its answer. */
function countPull({ method, state }: Exchange): void {
  const { pullLimit } = state.options;
  if (pullLimit === undefined || method !== 'GET') return;
  if (state.pulls >= pullLimit.pulls) {
    throw new RegistryError(429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit.', {
      'Retry-After': String(pullLimit.windowSeconds),
    });
  }
  state.pulls += 1;
}

function limitHeaders({ state }: Exchange): Record<string, string> {
  const { pullLimit } = state.options;
  if (pullLimit === undefined) return {};
  const window = `;w=${pullLimit.windowSeconds}`;
  return {
    'RateLimit-Limit': `${pullLimit.pulls}${window}`,
    'RateLimit-Remaining': `${Math.max(0, pullLimit.pulls - state.pulls)}${window}`,
  };
}

async function push(exchange: Exchange): Promise<Answer> {
  const { state, repository, reference, query } = exchange;
  state.checkWritable(repository);
  const bytes = await exchange.bytes(sizeLimit);
  if (state.options.flakyPuts === true && state.puts > 1 && !state.deniedOnce.has(exchange.record.path)) {
    state.deniedOnce.add(exchange.record.path);
    throw new RegistryError(403, 'DENIED', 'denied');
  }
  const mediaType = exchange.header('content-type')?.split(';')[0]?.trim();
  // Tags beside a digest: the version of the distribution-spec after 1.1.
  const beside = state.options.tagParameter === false ? [] : query.getAll('tag');
  const tags = isDigest(reference) ? beside : [reference];
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
    ...(manifest.subject !== undefined && (state.options.referrersApi ?? true) === true
      ? { 'OCI-Subject': manifest.subject }
      : {}),
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
    if ((state.options.immutableTags ?? false) !== false)
      throw new RegistryError(409, 'DENIED', `tag is immutable: ${reference}`);
    repository.tags.delete(reference);
  }
  return emptyAnswer(202);
}

function existing({ state, repository, reference }: Exchange): StoredManifest {
  const found = state.repository(repository);
  const [, algorithm, hex] = /^(sha256|sha512)-([0-9a-f]+)$/.exec(reference) ?? [];
  const manifest =
    found.manifest(reference) ??
    (state.options.digestTags === true && hex !== undefined
      ? found.manifests.get(`${algorithm}:${hex}`)
      : undefined);
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
