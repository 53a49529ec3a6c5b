import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** A bundle as somebody posted it. */
export interface PostedAttestation {
  /** `owner/name`. */
  repository: string;
  /** `sha256:…` of each subject of its statement. */
  subjects: readonly string[];
  predicateType: string;
  bundle: unknown;
}

/** The part of GitHub's API that keeps attestations. */
export interface GithubApi {
  readonly listener: RequestListener;
  /** In order of arrival. */
  readonly attestations: readonly PostedAttestation[];
}

/** GitHub docs, "REST API endpoints for artifact attestations". */
const collection = /^\/repos\/([^/]+\/[^/]+)\/attestations$/;
const bySubject = /^\/(repos\/[^/]+\/[^/]+|orgs\/[^/]+|users\/[^/]+)\/attestations\/([^/]+)$/;

/** @param token what writing needs, as `Authorization: Bearer …` or `token …`; reading is free, as of a public repository */
export function createGithubApi(token: string): GithubApi {
  const attestations: PostedAttestation[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://api.github.com');
    const repository = collection.exec(pathname)?.[1];
    if (request.method === 'POST' && repository !== undefined) {
      const given = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      const text = await textOf(request);
      if (given !== token) return answer(response, 401, { message: 'Bad credentials' });
      const posted = attestationOf(repository, text);
      if (posted === undefined) return answer(response, 422, { message: 'Invalid bundle' });
      attestations.push(posted);
      return answer(response, 201, { id: attestations.length });
    }
    const [, owner = '', subject = ''] = bySubject.exec(decodeURIComponent(pathname)) ?? [];
    if (request.method === 'GET' && subject !== '') {
      const path = owner.replace(/^[^/]+\//, '');
      const predicateType = searchParams.get('predicate_type');
      const found = attestations.filter(
        (one) =>
          (one.repository === path || one.repository.startsWith(`${path}/`)) &&
          one.subjects.includes(subject) &&
          (predicateType === null || one.predicateType === predicateType),
      );
      if (found.length === 0) return answer(response, 404, { message: 'Not Found' });
      // gh leaves out what GitHub has attested by itself.
      const listed = found.map(({ bundle }) => ({
        bundle,
        repository_id: 100,
        bundle_url: '',
        initiator: 'user',
      }));
      return answer(response, 200, { attestations: listed });
    }
    return answer(response, 404, { message: 'Not Found' });
  };
  return {
    attestations,
    listener: (request, response) => {
      serve(request, response).catch(() => response.destroy());
    },
  };
}

/** `undefined` for what is no bundle around an in-toto statement. */
function attestationOf(repository: string, text: string): PostedAttestation | undefined {
  try {
    const { bundle } = JSON.parse(text) as { bundle: { dsseEnvelope: { payload: string } } };
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
    const { subject, predicateType } = JSON.parse(payload) as {
      subject: { digest: { sha256: string } }[];
      predicateType: string;
    };
    return {
      repository,
      subjects: subject.map(({ digest }) => `sha256:${digest.sha256}`),
      predicateType,
      bundle,
    };
  } catch {
    return undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
