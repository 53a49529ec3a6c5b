import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCertificateAuthority } from './certificate-authority.ts';
import { githubIssuer, IdentityIssuer, type WorkflowClaims } from './identity-issuer.ts';
import { type LoggedEntry, Rekor } from './rekor.ts';
import { type Request, type Service, type SigstoreFault, startService } from './service.ts';
import { signingConfigJson, trustedRootJson } from './trusted-root.ts';
import { TufRepository } from './tuf-repository.ts';

export interface LocalSigstoreOptions {
  /** What the tokens of GitHub's endpoint say. */
  workflow?: WorkflowClaims;
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
  /** Everything that was logged, in its order. */
  entries(): readonly LoggedEntry[];
  /** Every request so far: service, method and path. */
  requests(): string[];
  /** The next requests to a service fail, one for each fault. */
  fail(service: SigstoreService, ...faults: SigstoreFault[]): void;
  close(): Promise<void>;
}

/** Starts Fulcio, Rekor v1, an OIDC issuer and a TUF repository on loopback. */
export async function startSigstore(options: LocalSigstoreOptions = {}): Promise<LocalSigstore> {
  const issuer = new IdentityIssuer();
  const rekor = new Rekor();
  const authority = await startCertificateAuthority(issuer);
  const services: Record<SigstoreService, Service> = {
    fulcio: await startService((request) => authority.handle(request)),
    rekor: await startService((request) => rekor.handle(request)),
    oidc: await startService((request) => githubEndpoint(issuer, request, options.workflow)),
    tuf: await startService((request) => repository.handle(request)),
  };
  const authorities = {
    fulcioUrl: services.fulcio.url,
    rekorUrl: services.rekor.url,
    issuerUrl: options.workflow?.issuer ?? githubIssuer,
    rootCertificate: authority.rootCertificate,
    certificateLogKey: authority.certificateLogKey,
    logKey: rekor.publicKey,
  };
  const trustedRoot = trustedRootJson(authorities);
  const repository = new TufRepository({
    'trusted_root.json': trustedRoot,
    'signing_config.v0.2.json': signingConfigJson(authorities),
  });
  const directory = await mkdtemp(join(tmpdir(), 'local-sigstore-'));
  const rootPath = join(directory, 'root.json');
  const trustedRootPath = join(directory, 'trusted_root.json');
  await writeFile(rootPath, repository.root);
  await writeFile(trustedRootPath, trustedRoot);
  return {
    fulcioUrl: services.fulcio.url,
    rekorUrl: services.rekor.url,
    tufUrl: `${services.tuf.url}/`,
    rootPath,
    rootJson: repository.root.toString('utf8'),
    trustedRootPath,
    trustedRootJson: trustedRoot,
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${services.oidc.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
    },
    identityToken: (claims) => issuer.token({ ...options.workflow, ...claims }),
    entries: () => rekor.entries,
    requests: () =>
      Object.entries(services).flatMap(([name, service]) =>
        service.requests.map((request) => `${name} ${request}`),
      ),
    fail: (service, ...faults) => services[service].faults.push(...faults),
    async close() {
      await Promise.all(Object.values(services).map((service) => service.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** GitHub's endpoint for identity tokens. */
function githubEndpoint(issuer: IdentityIssuer, { headers, query }: Request, workflow?: WorkflowClaims) {
  if (headers.authorization?.toLowerCase() !== `bearer ${issuer.requestToken}`.toLowerCase()) {
    return { status: 401, json: { message: 'unauthorized' } };
  }
  if (query.get('audience') !== 'sigstore') return { status: 400, json: { message: 'unknown audience' } };
  return { status: 200, json: { count: 1, value: issuer.token(workflow) } };
}
