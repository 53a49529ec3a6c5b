import { generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';

/** What a GitHub Actions token says of the run that asked for it. All have defaults of the reference project's workflow. */
export interface WorkflowClaims {
  /** Default: GitHub's. */
  issuer?: string;
  /** `owner/name`. */
  repository?: string;
  /** Path of the workflow file. */
  workflow?: string;
  ref?: string;
  sha?: string;
  runId?: string;
  runAttempt?: string;
  event?: string;
  /** Replaces the identity that would follow from repository, workflow and ref: a service account, say. */
  subject?: string;
  /** Seconds until it expires; negative for one that has expired. */
  lifetime?: number;
}

export const githubIssuer = 'https://token.actions.githubusercontent.com';

/** Mints and checks identity tokens as an OIDC provider does. */
export class IdentityIssuer {
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  /** The bearer token that GitHub's endpoint asks for. */
  readonly requestToken: string = randomUUID();
  /** Every token so far. */
  readonly issued: string[] = [];

  /** A JSON Web Token as GitHub Actions would issue it. */
  token(claims: WorkflowClaims = {}): string {
    const header = encode({ alg: 'RS256', typ: 'JWT', kid: 'local' });
    const body = `${header}.${encode(githubClaims(claims))}`;
    const token = `${body}.${this.signature(body)}`;
    this.issued.push(token);
    return token;
  }

  /**
   * The claims of a token that this issuer minted, with `sub` turned into the name that the certificate shall carry.
   * @throws Error when it is forged, expired or for another audience
   */
  check(token: string): Record<string, unknown> {
    const [header, payload, signature] = token.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify('sha256', signed, this.keys.publicKey, Buffer.from(signature ?? '', 'base64url'))) {
      throw new Error('the identity token is not signed by the issuer');
    }
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    if (claims.aud !== 'sigstore') throw new Error('the identity token has another audience');
    if (Number(claims.exp) * 1000 < Date.now()) throw new Error('the identity token has expired');
    return claims;
  }

  /** OpenID Connect Discovery 1.0, section 3, as GitHub's provider has it. */
  configuration(issuer: string): object {
    return {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    };
  }

  /** RFC 7517. */
  keySet(): object {
    return {
      keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: 'local', alg: 'RS256', use: 'sig' }],
    };
  }

  private signature(body: string): string {
    return sign('sha256', Buffer.from(body), this.keys.privateKey).toString('base64url');
  }
}

/** The name that Fulcio puts into the certificate: the workflow for GitHub, otherwise the subject. */
export function certificateName(claims: Record<string, unknown>): string {
  const workflow = claims.job_workflow_ref;
  return typeof workflow === 'string' ? `https://github.com/${workflow}` : String(claims.sub);
}

/** An unsigned token with these claims. */
export function unsignedToken(claims: Record<string, unknown>): string {
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
}

function githubClaims(claims: WorkflowClaims): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const common = {
    iss: claims.issuer ?? githubIssuer,
    aud: 'sigstore',
    iat: now,
    nbf: now,
    exp: now + (claims.lifetime ?? 600),
    jti: randomUUID(),
  };
  if (claims.subject !== undefined) return { ...common, sub: claims.subject };
  const repository = claims.repository ?? 'this-is-tobi/multiarch-mirror';
  const ref = claims.ref ?? 'refs/heads/main';
  const sha = claims.sha ?? '0123456789abcdef0123456789abcdef01234567';
  const workflowRef = `${repository}/${claims.workflow ?? '.github/workflows/mirror.yml'}@${ref}`;
  return {
    ...common,
    sub: `repo:${repository}:ref:${ref}`,
    repository,
    repository_owner: repository.split('/')[0],
    repository_id: '100',
    repository_owner_id: '200',
    repository_visibility: 'public',
    ref,
    sha,
    workflow: 'mirror',
    workflow_ref: workflowRef,
    workflow_sha: sha,
    job_workflow_ref: workflowRef,
    job_workflow_sha: sha,
    run_id: claims.runId ?? '1',
    run_attempt: claims.runAttempt ?? '1',
    event_name: claims.event ?? 'schedule',
    runner_environment: 'github-hosted',
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
