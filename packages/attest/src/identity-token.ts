import { readFile } from 'node:fs/promises';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import { askService } from '@multiarch-mirror/oci';

/** Where an OIDC identity token comes from. What it returns is registered as a secret before anyone sees it. */
export type IdentityTokenSource = () => Promise<string>;

const audience = 'sigstore';

/** GitHub Actions' OIDC endpoint. @throws MirrorError MIRROR_IDENTITY_TOKEN with the status that it answered. */
export function githubActionsToken(
  requestUrl: string,
  requestToken: string,
  timeout = 20_000,
): IdentityTokenSource {
  registerSecret(requestToken);
  return async () => {
    const url = new URL(requestUrl);
    url.searchParams.set('audience', audience);
    const answer = await askService(url.href, {
      headers: { accept: 'application/json', authorization: `Bearer ${requestToken}` },
      timeout,
    }).catch((error: unknown) => {
      throw tokenError('GitHub gave no identity token: its endpoint cannot be reached', githubHint, error);
    });
    if (answer.status !== 200) {
      throw tokenError(`GitHub gave no identity token: it answered ${answer.status}`, githubHint);
    }
    const body = parsed(answer.body.toString('utf8'));
    const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
    return checked(typeof value === 'string' ? value : '', "GitHub's answer", githubHint);
  };
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
 * @param timeout milliseconds that GitHub's endpoint may take. Default: 20 seconds
 * @throws MirrorError MIRROR_IDENTITY_TOKEN when there is none.
 */
export function environmentToken(environment: NodeJS.ProcessEnv, timeout?: number): IdentityTokenSource {
  const token = environment.SIGSTORE_ID_TOKEN;
  if (token) return fixedToken(token);
  const file = environment.SIGSTORE_ID_TOKEN_FILE;
  if (file) return fileToken(file);
  const url = environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  const requestToken = environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (url && requestToken) return githubActionsToken(url, requestToken, timeout);
  throw tokenError('there is no identity token to sign with', githubHint);
}

const githubHint =
  'Give the workflow `permissions: id-token: write`, or set SIGSTORE_ID_TOKEN or SIGSTORE_ID_TOKEN_FILE.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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
