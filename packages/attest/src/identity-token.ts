import { readFile } from 'node:fs/promises';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import { send } from './http.ts';
import { type Persistence, PersistentService } from './persistent-service.ts';
import { causesOf, type ServiceFault, statusOf } from './service-fault.ts';

/** Where an OIDC identity token comes from. What it returns is registered as a secret before anyone sees it. */
export type IdentityTokenSource = () => Promise<string>;

const audience = 'sigstore';

/** Milliseconds for an answer of GitHub's endpoint. */
const usualTimeout = 20_000;

/**
 * GitHub Actions' OIDC endpoint, asked again while it is out of reach or busy, which it is at times.
 * @throws MirrorError MIRROR_IDENTITY_TOKEN with the status that it answered
 */
export function githubActionsToken(
  requestUrl: string,
  requestToken: string,
  persistence: Persistence = {},
): IdentityTokenSource {
  registerSecret(requestToken);
  const service = new PersistentService({ timeout: usualTimeout, ...persistence });
  return async () => {
    const url = new URL(requestUrl);
    url.searchParams.set('audience', audience);
    const headers = { accept: 'application/json', authorization: `Bearer ${requestToken}` };
    return service.ask(async () => {
      const { body } = await send(url.href, { headers, timeout: service.timeout });
      const value = Object(JSON.parse(body.toString('utf8'))).value as unknown;
      return checked(typeof value === 'string' ? value : '', "GitHub's answer", githubHint);
    }, noToken);
  };
}

function noToken(error: unknown, fault: ServiceFault): MirrorError {
  const status = causesOf(error)
    .map(statusOf)
    .find((one) => one !== undefined);
  const why =
    status !== undefined
      ? `it answered ${status}`
      : fault === 'unreachable'
        ? 'its endpoint cannot be reached'
        : 'its answer holds no JSON Web Token';
  return tokenError(`GitHub gave no identity token: ${why}`, githubHint, error);
}

/** A token that is given as it is, such as the value of `SIGSTORE_ID_TOKEN`. */
export function fixedToken(token: string): IdentityTokenSource {
  return async () => checked(token, 'SIGSTORE_ID_TOKEN', 'Set SIGSTORE_ID_TOKEN to an identity token.');
}

/** A file that a platform keeps fresh (a projected Kubernetes token, say): read anew each time. */
export function fileToken(path: string): IdentityTokenSource {
  const hint = `Mount an identity token with the audience \`${audience}\` at ${path}.`;
  return async () => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw tokenError(`the identity token in ${path} cannot be read`, hint, error);
    });
    return checked(text.trim(), path, hint);
  };
}

/**
 * The source that an environment offers: `SIGSTORE_ID_TOKEN`, then `SIGSTORE_ID_TOKEN_FILE`, then GitHub Actions.
 * @param persistence how GitHub's endpoint is asked. Default: 20 seconds for an answer
 * @throws MirrorError MIRROR_IDENTITY_TOKEN when there is none.
 */
export function environmentToken(
  environment: NodeJS.ProcessEnv,
  persistence: Persistence = {},
): IdentityTokenSource {
  const token = environment.SIGSTORE_ID_TOKEN;
  if (token) return fixedToken(token);
  const file = environment.SIGSTORE_ID_TOKEN_FILE;
  if (file) return fileToken(file);
  const url = environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  const requestToken = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (url && requestToken) return githubActionsToken(url, requestToken, persistence);
  throw tokenError('there is no identity token to sign with', githubHint);
}

const githubHint =
  'Give the workflow `permissions: id-token: write`, or set SIGSTORE_ID_TOKEN or SIGSTORE_ID_TOKEN_FILE.';

function checked(token: string, where: string, hint: string): string {
  registerSecret(token);
  const payload = token.split('.')[1];
  try {
    if (payload === undefined) throw new SyntaxError('no payload');
    JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    throw tokenError(`${where} holds no JSON Web Token`, hint);
  }
  return token;
}

function tokenError(message: string, hint: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_IDENTITY_TOKEN', message, {
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}
