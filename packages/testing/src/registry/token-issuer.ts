import { randomUUID } from 'node:crypto';
import type { RegistryAuth } from './options.ts';

/** `repository:NAME:ACTION,…` of the distribution token scheme. */
export interface Scope {
  repository: string;
  actions: string[];
}

interface IssuedToken {
  scopes: Scope[];
  expires: number;
}

/** Issues opaque tokens and remembers what each of them allows. */
export class TokenIssuer {
  private readonly auth: RegistryAuth | undefined;
  private readonly issued: Map<string, IssuedToken> = new Map();

  constructor(auth: RegistryAuth | undefined) {
    this.auth = auth;
  }

  /** Whether these are the registry's credentials. */
  accepts(username: string, password: string): boolean {
    return this.auth?.username === username && this.auth.password === password;
  }

  /** Whether these may pull. Tokens are for what they may do, whatever is asked for. */
  acceptsReader(username: string, password: string): boolean {
    return this.auth?.username === username && this.auth.readers?.includes(password) === true;
  }

  /** Every token so far. */
  get tokens(): string[] {
    return [...this.issued.keys()];
  }

  get seconds(): number {
    return this.auth?.tokenSeconds ?? 300;
  }

  /** A token for what was asked, or for the pulls among it alone. */
  issue(scopes: Scope[], pullsOnly: boolean): string {
    const token = randomUUID();
    const granted = pullsOnly
      ? scopes.map((scope) => ({ ...scope, actions: scope.actions.filter((action) => action === 'pull') }))
      : scopes;
    this.issued.set(token, { scopes: granted, expires: Date.now() + this.seconds * 1000 });
    return token;
  }

  /** Whether the token is valid now and grants all of the scopes. */
  allows(token: string, needed: Scope[]): boolean {
    const found = this.issued.get(token);
    if (found === undefined || found.expires < Date.now()) return false;
    const granted = new Set(
      found.scopes.flatMap((scope) => scope.actions.map((action) => `${scope.repository}:${action}`)),
    );
    return needed.every(({ repository, actions }) =>
      actions.every((action) => granted.has(`${repository}:${action}`) || granted.has(`${repository}:*`)),
    );
  }
}

/** Scope parameters: repeated, or several in one with spaces between; what is no repository's is left out. */
export function parseScopes(parameters: string[]): Scope[] {
  return parameters
    .flatMap((parameter) => parameter.split(' '))
    .flatMap((text) => {
      const [type, repository, actions] = text.split(':');
      if (type !== 'repository' || repository === undefined || actions === undefined) return [];
      return [{ repository, actions: actions.split(',') }];
    });
}
