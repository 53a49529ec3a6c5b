import { RegistryError } from '../registry-error.ts';
import { parseChallenges } from './challenge.ts';
import { basicHeader, type CredentialSource, type Credentials } from './credentials.ts';
import { type Token, type TokenRequest, type TokenService, tokenFrom, tokenRequest } from './token.ts';

type Scheme = { kind: 'none' } | { kind: 'basic' } | ({ kind: 'bearer' } & TokenService);

interface RegistryState {
  scheme?: Scheme;
  credentials?: Promise<Credentials | undefined>;
  /** By scopes; a promise, so that one fetch serves however many wait. */
  tokens: Map<string, Promise<Token>>;
}

/** Sends a token request for a registry and gives back the body of a 200. */
export type TokenFetch = (registry: string, request: TokenRequest) => Promise<string>;

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
      const credentials = await this.#credentials(registry, state);
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
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    const realm = bearer?.parameters.realm;
    if (bearer !== undefined && realm !== undefined && URL.canParse(realm)) {
      const scheme: Scheme = { kind: 'bearer', realm: new URL(realm), service: bearer.parameters.service };
      state.scheme = scheme;
      const named = sent === undefined ? [] : (bearer.parameters.scope?.split(' ') ?? []);
      const all = [...new Set([...scopes, ...named.filter((scope) => scope !== '')])];
      const key = all.join(' ');
      const known = await state.tokens.get(key)?.catch(() => undefined);
      if (known !== undefined && `Bearer ${known.value}` === sent) state.tokens.delete(key);
      const header = await this.#bearer(registry, state, scheme, all);
      return header === sent ? undefined : header;
    }
    if (challenges.some(({ scheme }) => scheme === 'basic')) {
      state.scheme = { kind: 'basic' };
      const header = await this.header(registry, scopes);
      return header === sent ? undefined : header;
    }
    return undefined;
  }

  /** Whether requests to this registry go out without a name. */
  async isAnonymous(registry: string): Promise<boolean> {
    return (await this.#credentials(registry, this.#state(registry))) === undefined;
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
    const credentials = await this.#credentials(registry, state);
    const body = await this.#fetch(registry, tokenRequest(service, scopes, credentials));
    return tokenFrom(body, registry, Date.now());
  }

  #credentials(registry: string, state: RegistryState): Promise<Credentials | undefined> {
    state.credentials ??= this.#source(registry);
    return state.credentials;
  }

  #state(registry: string): RegistryState {
    const state = this.#states.get(registry) ?? { tokens: new Map() };
    this.#states.set(registry, state);
    return state;
  }
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
