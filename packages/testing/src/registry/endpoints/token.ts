import { type Answer, jsonAnswer } from '../answer.ts';
import { basicCredentials } from '../authorization.ts';
import type { Exchange } from '../exchange.ts';
import { RegistryError } from '../registry-error.ts';
import { parseScopes } from '../token-issuer.ts';

/**
 * distribution's token scheme: GET with Basic credentials, or the OAuth2 form of POST with `grant_type=password` or
 * `refresh_token`.
 * @throws RegistryError 401 for wrong credentials, or none where anonymous pulls are not allowed
 */
export async function answerToken(exchange: Exchange): Promise<Answer> {
  const { tokens, options } = exchange.state;
  if (options.auth?.kind !== 'token')
    throw new RegistryError(404, 'UNSUPPORTED', 'no tokens are issued here');
  const form = exchange.method === 'POST' ? await formOf(exchange) : undefined;
  const credentials =
    form === undefined
      ? basicCredentials(exchange.header('authorization'))
      : ([form.get('username') ?? '', form.get('password') ?? ''] satisfies [string, string]);
  const reads = credentials !== undefined && tokens.acceptsReader(...credentials);
  const refused =
    form?.get('grant_type') === 'refresh_token'
      ? options.auth.refreshToken === undefined || form.get('refresh_token') !== options.auth.refreshToken
      : credentials === undefined
        ? options.auth.anonymousPull !== true
        : !reads && !tokens.accepts(...credentials);
  if (refused) throw new RegistryError(401, 'UNAUTHORIZED', 'wrong or missing credentials');
  const scopes = parseScopes((form ?? exchange.query).getAll('scope'));
  const token = tokens.issue(scopes, reads || credentials === undefined);
  return jsonAnswer({
    token,
    access_token: token,
    expires_in: tokens.seconds,
    issued_at: new Date().toISOString(),
  });
}

async function formOf(exchange: Exchange): Promise<URLSearchParams> {
  return new URLSearchParams(Buffer.from(await exchange.bytes(64 * 1024)).toString());
}
