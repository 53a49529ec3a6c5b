import { MirrorError } from '@multiarch-mirror/errors';
import { parseRateLimit, type RateLimit } from '../http/rate-limit.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { manifestAccept } from '../media-types.ts';
import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import { apiUrl, pullScope, pushScope, type RepositoryContext } from './context.ts';
import { deleteManifest } from './manifests.ts';
import { askReferrersApi } from './referrers-api.ts';
import { uploadUrl } from './upload-url.ts';

/** What can be found out about a registry, and an account there, without a change. */
export interface RegistryFinding {
  /** Why nothing could be read; the rest is then not known. */
  refused?: MirrorError;
  /** The name of its profile. */
  profile: string;
  /** By how many milliseconds its clock is ahead of this machine's; to a second. */
  ahead?: number;
  /** What it says is left of its limit. */
  rateLimit?: RateLimit;
  /** Undefined where it does not tell. */
  referrersApi?: boolean;
  /** Whether it is asked for mounts from other repositories. */
  mounts: boolean;
  /** `granted`: an upload was opened, and cancelled. Only where it was asked. */
  push?: 'granted' | MirrorError;
  /** Whether manifests can be deleted: of one that nobody has it was asked. Undefined where it does not tell. */
  deletes?: boolean;
}

const listLimit = 16 * 1024 * 1024;
/** A digest that no content has. */
const nobodys = `sha256:${'0'.repeat(64)}`;

/** @param tag that is looked at; it need not exist @param writes whether it is asked for what only who writes needs */
export async function examine(
  context: RepositoryContext,
  tag: string,
  writes: boolean,
): Promise<RegistryFinding> {
  const finding: RegistryFinding = {
    profile: context.abilities.profile.name,
    mounts: context.abilities.profile.mounts === 'ask',
  };
  try {
    const seen = await look(context, tag);
    // Limits are told with what is there.
    const other = seen.isThere || !context.abilities.profile.countsPulls ? undefined : await anyTag(context);
    const { rateLimit, ahead } = other === undefined ? seen : await look(context, other);
    if (rateLimit !== undefined) finding.rateLimit = rateLimit;
    if (ahead !== undefined) finding.ahead = ahead;
    const { referrersApi } = context.abilities.profile;
    const answer = referrersApi === 'absent' ? undefined : await askReferrersApi(context, nobodys);
    if (answer?.kind === 'listed') finding.referrersApi = true;
    if (answer === undefined || answer.kind === 'absent') finding.referrersApi = false;
  } catch (thrown) {
    if (!(thrown instanceof MirrorError)) throw thrown;
    return { ...finding, refused: thrown };
  }
  // Its answers may have told which kind it is.
  finding.profile = context.abilities.profile.name;
  if (!writes) return finding;
  finding.push = await openUpload(context).catch(asFinding);
  if (finding.push !== 'granted') return finding;
  const deletes = await deleteManifest(context, nobodys).catch(() => undefined);
  return { ...finding, ...(deletes !== undefined && { deletes }) };
}

/** HEAD of a manifest, which no registry counts as a pull. */
async function look(
  context: RepositoryContext,
  tag: string,
): Promise<Pick<RegistryFinding, 'rateLimit' | 'ahead'> & { isThere: boolean }> {
  const sent = Date.now();
  return context.transport.send(
    {
      endpoint: context.endpoint,
      kind: 'manifest',
      method: 'HEAD',
      url: apiUrl(context, `manifests/${tag}`),
      scopes: pullScope(context),
      headers: { accept: manifestAccept.join(', ') },
      accepts: [404],
    },
    (response) => {
      // Registries say what is wrong as JSON.
      if (headerOf(response, 'content-type')?.startsWith('text/html') === true) throw webPage();
      const rateLimit = parseRateLimit(response.headers);
      const ahead = clockOf(response, sent);
      const isThere = response.status === 200;
      return {
        isThere,
        ...(rateLimit !== undefined && { rateLimit }),
        ...(ahead !== undefined && { ahead }),
      };
    },
  );
}

/** The first tag of a repository, if it tells. */
async function anyTag(context: RepositoryContext): Promise<string | undefined> {
  const url = apiUrl(context, 'tags/list');
  url.searchParams.set('n', '1');
  const { transport, endpoint } = context;
  const scopes = pullScope(context);
  try {
    const bytes = await transport.send({ endpoint, kind: 'tags', method: 'GET', url, scopes }, (response) =>
      collect(response.body, listLimit),
    );
    const { tags } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { tags?: unknown };
    const first: unknown = Array.isArray(tags) ? tags[0] : undefined;
    return typeof first === 'string' ? first : undefined;
  } catch {
    return undefined;
  }
}

function webPage(): RegistryError {
  return new RegistryError('MIRROR_REGISTRY_ERROR', 'what answers is a web page, and no registry', {
    hint: 'Check the host: a registry often has another one than its pages.',
  });
}

/** The header has seconds, without their parts, and was written some time between the request and its answer. */
function clockOf(response: RegistryResponse, sent: number): number | undefined {
  const date = Date.parse(headerOf(response, 'date') ?? '');
  if (Number.isNaN(date)) return undefined;
  const now = Date.now();
  if (date + 1000 >= sent && date <= now) return 0;
  return date > now ? date - now : date + 1000 - sent;
}

/** POST of an upload, and DELETE of it (distribution-spec, "Pushing blobs"): nothing is left. */
async function openUpload(context: RepositoryContext): Promise<'granted'> {
  const { transport, endpoint } = context;
  const url = apiUrl(context, 'blobs/uploads/');
  const request = { endpoint, kind: 'upload', scopes: pushScope(context) } as const;
  const upload = await transport.send(
    { ...request, method: 'POST', url, body: new Uint8Array() },
    (response) => uploadUrl(context, response, url),
  );
  // A registry that cannot cancel forgets it by itself.
  await transport
    .send({ ...request, method: 'DELETE', url: upload, accepts: [400, 404, 405] }, () => undefined)
    .catch(() => undefined);
  return 'granted';
}

function asFinding(thrown: unknown): MirrorError {
  if (thrown instanceof MirrorError) return thrown;
  throw thrown;
}
