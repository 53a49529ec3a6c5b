import type { Exchange } from './exchange.ts';
import { RegistryError } from './registry-error.ts';
import type { Scope } from './token-issuer.ts';

/** Refuses what the options' `auth` does not allow. @throws RegistryError 401 with the challenge */
export function authorize(exchange: Exchange): void {
  const { auth } = exchange.state.options;
  if (exchange.query.has('signature')) {
    // A presigned address is its own permission, and storage services refuse a second one.
    if (exchange.header('authorization') !== undefined)
      throw new RegistryError(400, 'UNSUPPORTED', 'only one way of authorization is allowed');
    if (exchange.state.presigned.accepts(exchange.record.path, exchange.query)) return;
    throw new RegistryError(403, 'DENIED', 'the address has expired, or was signed by somebody else');
  }
  if (auth === undefined || exchange.record.kind === 'token') return;
  const needed = neededScopes(exchange);
  if (auth.kind === 'basic') {
    const reading = needed.every(({ actions }) => actions.every((action) => action === 'pull'));
    if (auth.anonymousPull === true && reading && exchange.header('authorization') === undefined) return;
    const credentials = basicCredentials(exchange.header('authorization'));
    if (credentials !== undefined && exchange.state.tokens.accepts(...credentials)) return;
    throw unauthorized('Basic realm="embedded registry"');
  }
  const [, token] = /^Bearer (.+)$/i.exec(exchange.header('authorization') ?? '') ?? [];
  if (token !== undefined && exchange.state.tokens.allows(token, needed)) return;
  const scope = needed
    .map(({ repository, actions }) => `repository:${repository}:${actions.join(',')}`)
    .join(' ');
  throw unauthorized(
    `Bearer realm="${new URL(auth.realm ?? '/token', exchange.origin).href}",service="${auth.service ?? 'embedded registry'}"` +
      (scope === '' ? '' : `,scope="${scope}"`) +
      (token === undefined ? '' : ',error="insufficient_scope"'),
  );
}

/** What a request does, in the words of the token scheme. */
function neededScopes({ method, record, query }: Exchange): Scope[] {
  const { repository } = record;
  if (repository === undefined) return [];
  if (method === 'GET' || method === 'HEAD') {
    return [{ repository, actions: record.kind === 'upload' ? ['pull', 'push'] : ['pull'] }];
  }
  if (method === 'DELETE' && record.kind !== 'upload') return [{ repository, actions: ['delete'] }];
  const from = record.kind === 'upload' && query.has('mount') ? query.get('from') : null;
  return [
    { repository, actions: ['pull', 'push'] },
    ...(from === null || from === repository ? [] : [{ repository: from, actions: ['pull'] }]),
  ];
}

/** User name and password of an Authorization header, where it is a Basic one. */
export function basicCredentials(header: string | undefined): [string, string] | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return username === undefined || password === undefined ? undefined : [username, password];
}

function unauthorized(challenge: string): RegistryError {
  return new RegistryError(401, 'UNAUTHORIZED', 'authentication required', { 'WWW-Authenticate': challenge });
}
