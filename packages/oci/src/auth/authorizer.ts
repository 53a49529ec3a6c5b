import { RegistryError } from '../registry-error.ts';
import { parseChallenges } from './challenge.ts';
import { basicHeader, type CredentialSource, type Credentials } from './credentials.ts';
import { type Token, type TokenRequest, type TokenService, tokenFrom, tokenRequest } from './token.ts';

type Scheme = { kind: 'none' } | { kind: 'basic' } | ({ kind: 'bearer' } & TokenService);

interface RegistryState {
  scheme?: Scheme;
  /** By the path of a repository. */
  credentials: Map<string, Promise<Credentials | undefined>>;
  /** By scopes; a promise, so that one fetch serves however many wait. */
  tokens: Map<string, Promise<Token>>;
  /** Refresh tokens that were replaced, with what counts now; whoever keeps them gives the old ones. */
  replaced: Map<string, string>;
}

/** Sends a token request for a registry and gives back the body of a 200. */
export type TokenFetch = (registry: string, request: TokenRequest, scopes: string[]) => Promise<string>;

/**
 * Knows how each registry wants to be authorised, from its first challenge on, and keeps tokens for registry and scopes until
 * shortly before they expire.
 */
export class Authorizer {
  readonly #source: CredentialSource;
  readonly #fetch: TokenFetch;
  readonly #states = new Map<string, RegistryState>();

  constructor(source: CredentialSource, fetch: TokenFetch) {
    this.#source = source;
    this.#fetch = fetch;
  }

  /** Whether the registry has answered once, so that requests can be sent with what it wants. */
  knows(registry: string): boolean {
    return this.#states.get(registry)?.scheme !== undefined;
  }

  /** The registry answered without a challenge. */
  accepted(registry: string): void {
    this.#state(registry).scheme ??= { kind: 'none' };
  }

  /** The `Authorization` header for a request, as far as is known today. */
  async header(registry: string, scopes: string[]): Promise<string | undefined> {
    const state = this.#state(registry);
    if (state.scheme?.kind === 'basic') {
      const credentials = await this.#credentials(registry, state, scopes);
      return credentials !== undefined && 'username' in credentials ? basicHeader(credentials) : undefined;
    }
    if (state.scheme?.kind === 'bearer') return this.#bearer(registry, state, state.scheme, scopes);
    return undefined;
  }

  /**
   * What to send after a 401, or `undefined` when there is nothing that was not tried: `sent` is the header that was refused.
   * The challenge's own scopes are added to ours where ours alone were refused.
   */
  async answer(
    registry: string,
    scopes: string[],
    challenge: string | string[] | undefined,
    sent: string | undefined,
  ): Promise<string | undefined> {
    const state = this.#state(registry);
    const challenges = parseChallenges(challenge);
    const bearer = challenges.find(
      ({ scheme, parameters }) => scheme === 'bearer' && URL.canParse(parameters.realm ?? ''),
    );
    const basic = challenges.some(({ scheme }) => scheme === 'basic');
    if (bearer !== undefined) {
      const { realm = '', service, scope = '' } = bearer.parameters;
      state.scheme = { kind: 'bearer', realm: new URL(realm), service };
      const named = sent === undefined ? [] : scope.split(' ').filter((one) => one !== '');
      const all = [...new Set([...scopes, ...named])];
      await forget(state, sent);
      try {
        const header = await this.#bearer(registry, state, state.scheme, all);
        return header === sent ? undefined : header;
      } catch (error) {
        // Where both are offered, the token service need not know every account.
        if (!basic || !(error instanceof RegistryError) || error.code !== 'MIRROR_UNAUTHORIZED') throw error;
      }
    }
    if (!basic) return undefined;
    state.scheme = { kind: 'basic' };
    const header = await this.header(registry, scopes);
    return header === sent ? undefined : header;
  }

  /** Whether requests with these scopes go out without a name. */
  async isAnonymous(registry: string, scopes: string[]): Promise<boolean> {
    return (await this.#credentials(registry, this.#state(registry), scopes)) === undefined;
  }

  async #bearer(
    registry: string,
    state: RegistryState,
    service: TokenService,
    scopes: string[],
  ): Promise<string> {
    // A token that may push may also pull.
    const wider = scopes.map((scope) => scope.replace(/:pull$/, ':pull,push')).join(' ');
    for (const key of new Set([wider, scopes.join(' ')])) {
      const token = await state.tokens.get(key)?.catch(() => undefined);
      if (token !== undefined && token.expires > Date.now()) return `Bearer ${token.value}`;
    }
    const key = scopes.join(' ');
    const running = state.tokens.get(key);
    const stale = await running?.catch(() => undefined);
    // Whoever comes first after the old token's end replaces it; the others find the new promise.
    if (state.tokens.get(key) === running && (stale === undefined || stale.expires <= Date.now())) {
      state.tokens.set(key, this.#newToken(registry, state, service, scopes));
    }
    const fetching = state.tokens.get(key);
    if (fetching === undefined) return this.#bearer(registry, state, service, scopes);
    try {
      return `Bearer ${(await fetching).value}`;
    } catch (error) {
      if (state.tokens.get(key) === fetching) state.tokens.delete(key);
      throw error;
    }
  }

  async #newToken(
    registry: string,
    state: RegistryState,
    service: TokenService,
    scopes: string[],
  ): Promise<Token> {
    const credentials = await this.#credentials(registry, state, scopes);
    if (credentials !== undefined && 'registryToken' in credentials) {
      return { value: credentials.registryToken, expires: Number.POSITIVE_INFINITY };
    }
    const given =
      credentials !== undefined && 'identityToken' in credentials ? credentials.identityToken : '';
    const replaced = state.replaced.get(given);
    const shown = replaced === undefined ? credentials : { identityToken: replaced };
    const body = await this.#fetch(registry, tokenRequest(service, scopes, shown), scopes);
    const token = tokenFrom(body, registry, Date.now());
    if (token.refreshToken !== undefined && given !== '') state.replaced.set(given, token.refreshToken);
    return token;
  }

  /** Those for the repository that the first scope names; what else is asked for (the source of a mount) comes along. */
  #credentials(registry: string, state: RegistryState, scopes: string[]): Promise<Credentials | undefined> {
    const path = scopedPath(scopes) ?? '';
    const known = state.credentials.get(path);
    if (known !== undefined) return known;
    const found = this.#source(registry, path === '' ? undefined : path);
    state.credentials.set(path, found);
    return found;
  }

  #state(registry: string): RegistryState {
    const state = this.#states.get(registry) ?? {
      credentials: new Map(),
      tokens: new Map(),
      replaced: new Map(),
    };
    this.#states.set(registry, state);
    return state;
  }
}

/** Drops the token that was refused, under whatever scopes it was got. */
async function forget(state: RegistryState, sent: string | undefined): Promise<void> {
  for (const [key, fetching] of state.tokens) {
    const token = await fetching.catch(() => undefined);
    const same = token !== undefined && `Bearer ${token.value}` === sent;
    if (same && state.tokens.get(key) === fetching) state.tokens.delete(key);
  }
}

/** The repository of `repository:PATH:ACTIONS`, first of the scopes. */
function scopedPath([scope = '']: string[]): string | undefined {
  return /^repository:(.+):[^:]*$/.exec(scope)?.[1];
}

/** What a 401 means that nothing more can be done about. */
export function unauthorized(registry: string, anonymous: boolean, cause?: unknown): RegistryError {
  return new RegistryError('MIRROR_UNAUTHORIZED', 'the registry wants other credentials', {
    status: 401,
    hint: anonymous
      ? `Log in with "docker login ${registry}", or check the name: some registries say this of what does not exist.`
      : `Check the credentials for ${registry}, what they may do, and the repository's name.`,
    place: { registry },
    ...(cause === undefined ? {} : { cause }),
  });
}
