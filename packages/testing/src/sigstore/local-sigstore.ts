import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCertificateAuthority } from './certificate-authority.ts';
import { githubIssuer, IdentityIssuer, type WorkflowClaims } from './identity-issuer.ts';
import { type LoggedEntry, Rekor } from './rekor.ts';
import { type Answer, type Request, type Service, type SigstoreFault, startService } from './service.ts';
import { signingConfigJson, trustedRootJson } from './trusted-root.ts';
import { TufRepository } from './tuf-repository.ts';

export interface LocalSigstoreOptions {
  /** What the tokens of GitHub's endpoint say. */
  workflow?: WorkflowClaims;
  /** Under which addresses its parts are known, where `listeners` are mounted. Default: loopback, where they listen anyway. */
  addresses?: Readonly<Record<SigstoreService, string>>;
  /** For how many days what the TUF repository says is good; negative where that time is over. Default: a year. */
  tufDays?: number;
}

/** The parts of a local Sigstore that can be made to fail. */
export type SigstoreService = 'fulcio' | 'rekor' | 'tuf' | 'oidc';

/** A whole Sigstore on loopback, which real verifiers accept. */
export interface LocalSigstore {
  readonly fulcioUrl: string;
  readonly rekorUrl: string;
  /** With a slash at its end, as `cosign initialize --mirror` wants it. */
  readonly tufUrl: string;
  /** Of the root that the TUF repository is trusted by, for `cosign initialize --root`. */
  readonly rootPath: string;
  readonly rootJson: string;
  readonly trustedRootPath: string;
  readonly trustedRootJson: string;
  /** What a GitHub Actions job with `id-token: write` finds in its environment. */
  readonly environment: { ACTIONS_ID_TOKEN_REQUEST_URL: string; ACTIONS_ID_TOKEN_REQUEST_TOKEN: string };
  /** A JSON Web Token as GitHub Actions would issue it. */
  identityToken(claims?: WorkflowClaims): string;
  /** Every identity token that was issued. */
  readonly issuedTokens: () => readonly string[];
  /** Everything that was logged, in its order. */
  entries(): readonly LoggedEntry[];
  /** Every request so far: service, method and path. */
  requests(): string[];
  /** The parts for other servers, such as those of a closed internet. */
  readonly listeners: Readonly<Record<SigstoreService, RequestListener>>;
  /** The next requests to a service fail, one for each fault. */
  fail(service: SigstoreService, ...faults: SigstoreFault[]): void;
  /** Every request to a service fails like this, until `undefined` ends it. */
  break(service: SigstoreService, fault: SigstoreFault | undefined): void;
  close(): Promise<void>;
}

/** Starts Fulcio, Rekor v1, an OIDC issuer and a TUF repository on loopback. */
export async function startSigstore(options: LocalSigstoreOptions = {}): Promise<LocalSigstore> {
  const issuer = new IdentityIssuer();
  const rekor = new Rekor(options.addresses && new URL(options.addresses.rekor).hostname);
  const authority = await startCertificateAuthority(issuer);
  const services: Record<SigstoreService, Service> = {
    fulcio: await startService((request) => authority.handle(request)),
    rekor: await startService((request) => rekor.handle(request)),
    oidc: await startService((request) => identityProvider(issuer, request, options.workflow)),
    tuf: await startService((request) => repository.handle(request)),
  };
  const url = (service: SigstoreService): string => options.addresses?.[service] ?? services[service].url;
  const authorities = {
    fulcioUrl: url('fulcio'),
    rekorUrl: url('rekor'),
    issuerUrl: options.workflow?.issuer ?? githubIssuer,
    rootCertificate: authority.rootCertificate,
    certificateLogKey: authority.certificateLogKey,
    logKey: rekor.publicKey,
  };
  const trustedRoot = trustedRootJson(authorities);
  const { rootCertificate, certificateLogKey, logKey } = authorities;
  const targets = {
    'trusted_root.json': { text: trustedRoot },
    'signing_config.v0.2.json': { text: signingConfigJson(authorities) },
    // The same once more for cosign before 2.6.
    'fulcio_v1.crt.pem': { usage: 'Fulcio', text: new X509Certificate(rootCertificate).toString() },
    'ctfe.pub': { usage: 'CTFE', text: publicKeyPem(certificateLogKey) },
    'rekor.pub': { usage: 'Rekor', text: publicKeyPem(logKey) },
  } as const;
  const repository = new TufRepository(targets, options.tufDays);
  const directory = await mkdtemp(join(tmpdir(), 'local-sigstore-'));
  const rootPath = join(directory, 'root.json');
  const trustedRootPath = join(directory, 'trusted_root.json');
  await writeFile(rootPath, repository.root);
  // gh reads one root a line, and no line without its end.
  await writeFile(trustedRootPath, `${trustedRoot}\n`);
  return {
    fulcioUrl: url('fulcio'),
    rekorUrl: url('rekor'),
    tufUrl: `${url('tuf')}/`,
    rootPath,
    rootJson: repository.root.toString('utf8'),
    trustedRootPath,
    trustedRootJson: trustedRoot,
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url('oidc')}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
    },
    identityToken: (claims) => issuer.token({ ...options.workflow, ...claims }),
    issuedTokens: () => issuer.issued,
    entries: () => rekor.entries,
    requests: () =>
      Object.entries(services).flatMap(([name, service]) =>
        service.requests.map((request) => `${name} ${request}`),
      ),
    listeners: mapped(services, ({ listener }) => listener),
    fail: (service, ...faults) => services[service].faults.push(...faults),
    break: (service, fault) => {
      services[service].broken = fault;
    },
    async close() {
      await Promise.all(Object.values(services).map((service) => service.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** GitHub's endpoint for identity tokens, and what an OpenID provider publishes of itself. */
function identityProvider(
  issuer: IdentityIssuer,
  { path, headers, query }: Request,
  workflow?: WorkflowClaims,
): Answer {
  if (path === '/.well-known/openid-configuration') {
    const { issuer: name = githubIssuer } = workflow ?? {};
    return { status: 200, json: issuer.configuration(name) };
  }
  if (path === '/.well-known/jwks') return { status: 200, json: issuer.keySet() };
  if (headers.authorization?.toLowerCase() !== `bearer ${issuer.requestToken}`.toLowerCase()) {
    return { status: 401, json: { message: 'unauthorized' } };
  }
  if (query.get('audience') !== 'sigstore') return { status: 400, json: { message: 'unknown audience' } };
  return { status: 200, json: { count: 1, value: issuer.token(workflow) } };
}

function mapped<Key extends string, Value, Result>(
  record: Readonly<Record<Key, Value>>,
  change: (value: Value) => Result,
): Record<Key, Result> {
  return Object.fromEntries(
    Object.entries<Value>(record).map(([key, value]) => [key, change(value)]),
  ) as Record<Key, Result>;
}

/** @param der SubjectPublicKeyInfo */
function publicKeyPem(der: Buffer): string {
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}
