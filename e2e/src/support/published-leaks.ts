import type { ProductionInternet, Registry } from '@multiarch-mirror/testing';
import { SecretSearch } from './secret-forms.ts';

/** Layers of images are larger. */
const largest = 4 * 1024 * 1024;
/** Of the tokens and addresses that a registry gives out for a few minutes: so many of the latest. */
const latest = 50;

/** The secrets of a production internet that are worth something: the registries' password, and each identity token. */
function lastingSecrets({ sigstore, user }: ProductionInternet): Map<string, string> {
  const secrets = new Map([
    ['the password of the registries', user.password],
    ['the token of the job', sigstore.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN],
  ]);
  for (const [index, token] of sigstore.issuedTokens().entries()) {
    secrets.set(`identity token ${index}`, token);
    secrets.set(`the signature of identity token ${index}`, token.split('.').at(-1) ?? '');
  }
  return secrets;
}

/** The same, and the tokens and signed addresses that its registries have given out. */
export function secretsOfInternet(internet: ProductionInternet): Map<string, string> {
  const secrets = lastingSecrets(internet);
  for (const [name, registry] of Object.entries({ GHCR: internet.ghcr, 'Docker Hub': internet.dockerHub }))
    for (const [index, secret] of registry.issuedSecrets().slice(-latest).entries())
      secrets.set(`token or signature ${index} of ${name}`, secret);
  return secrets;
}

/**
 * `WHERE: NAME` for each secret in what was published: manifests, attestations, records, log entries.
 * @param more further secrets by their names
 */
export async function publishedLeaks(
  internet: ProductionInternet,
  more: ReadonlyMap<string, string>,
): Promise<string[]> {
  const { ghcr, sigstore, github } = internet;
  const search = new SecretSearch(new Map([...lastingSecrets(internet), ...more]));
  const leaks = search.in(JSON.stringify(github.attestations)).map((name) => `GitHub: ${name}`);
  for (const { body, logIndex } of sigstore.entries())
    leaks.push(...search.in(body).map((name) => `log entry ${logIndex}: ${name}`));
  for (const repository of ghcr.repositoryNames()) {
    for (const bytes of await contentsOf(ghcr, repository))
      leaks.push(...search.in(bytes).map((name) => `${repository}: ${name}`));
  }
  return leaks;
}

async function contentsOf(registry: Registry, name: string): Promise<Buffer[]> {
  const { manifests, blobs } = registry.repository(name);
  const contents: Buffer[] = [...manifests.values()].map(({ bytes }) => Buffer.from(bytes));
  for (const [digest, size] of blobs) if (size <= largest) contents.push(await registry.readBlob(digest));
  return contents;
}
