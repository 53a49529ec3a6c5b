import { randomBytes } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretSearch } from './secret-forms.ts';

const random = (): string => randomBytes(15).toString('base64url');

/** How a process that plants secrets itself, such as the demo, is told to plant those of whoever has started it. */
const plantedAs = (name: string): string => `PLANTED_${name}`;
const planted = (name: string, fresh: string): string => process.env[plantedAs(name)] ?? fresh;

/** In the environment of everything that the scenarios start, as a careless job has them; nothing of them may ever come out. */
export const plantedEnvironment: Readonly<Record<string, string>> = {
  COSIGN_PASSWORD: planted('COSIGN_PASSWORD', `pass ${random()}`),
  COSIGN_PKCS11_PIN: planted('COSIGN_PKCS11_PIN', random()),
  VAULT_TOKEN: planted('VAULT_TOKEN', `hvs.${random()}`),
  AWS_SECRET_ACCESS_KEY: planted('AWS_SECRET_ACCESS_KEY', random()),
  REGISTRY_PASSWORD: planted('REGISTRY_PASSWORD', `p@ss/${random()}`),
};

/** For a process that plants secrets itself. */
export const samePlants: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(plantedEnvironment).map(([name, secret]) => [plantedAs(name), secret]),
);

/** Variables that hold a secret wherever they are set. */
const secretVariables = [
  ...Object.keys(plantedEnvironment),
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'SIGSTORE_ID_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];

/** What of an environment is secret, the credentials of a proxy's address among it. */
export function secretsOf(env: Readonly<Record<string, string>>): Map<string, string> {
  const secrets = new Map<string, string>();
  for (const name of secretVariables) secrets.set(name, env[name] ?? '');
  const { HTTPS_PROXY = '' } = env;
  if (URL.canParse(HTTPS_PROXY))
    secrets.set('HTTPS_PROXY', decodeURIComponent(new URL(HTTPS_PROXY).password));
  return secrets;
}

/** Larger files are layers of images. */
const largest = 8 * 1024 * 1024;

interface FolderSearch {
  /** Paths below the folder that are not looked at. */
  except?: readonly string[];
  /** Only files that were written since (milliseconds since the epoch). */
  since?: number;
}

/** `PATH: NAME` for each file below a folder and each secret in it. */
export async function leaksInFolder(
  search: SecretSearch,
  folder: string,
  { except = [], since = 0 }: FolderSearch = {},
): Promise<string[]> {
  const leaks: string[] = [];
  const visit = async (path: string): Promise<void> => {
    if (except.includes(path)) return;
    const absolute = join(folder, path);
    // A run that goes on beside it may take things away.
    const stats = await lstat(absolute).catch(() => undefined);
    if (stats?.isDirectory()) {
      for (const name of await readdir(absolute).catch(() => [])) await visit(join(path, name));
      return;
    }
    if (!stats?.isFile() || stats.size > largest || stats.mtimeMs < since) return;
    const bytes = await readFile(absolute).catch(() => Buffer.alloc(0));
    leaks.push(...search.in(bytes).map((name) => `${path}: ${name}`));
  };
  await visit('');
  return leaks;
}

/** What one program said. */
export interface Said {
  env: Readonly<Record<string, string>>;
  stdout: string;
  stderr: string;
}

/** @throws Error naming each secret of its environment that a program said */
export function refuseSaid({ env, stdout, stderr }: Said): void {
  const leaks = leaksIn(new SecretSearch(secretsOf(env)), { stdout, stderr });
  if (leaks.length > 0) throw new Error(`secrets came out: ${leaks.join('; ')}`);
}

/** What one run said and wrote. */
export interface RunTraces extends Said {
  more: ReadonlyMap<string, string>;
  directory: string;
  since: number;
}

/** What holds the machine's own configuration and other programs' caches. */
const ownFolders = ['home', 'docker', 'bin', join('tmp', 'node-compile-cache')];

/** @throws Error naming each secret that a run said, or left in a file: report, summary, outputs, temporary files */
export async function refuseLeaks({ env, more, directory, since, ...said }: RunTraces): Promise<void> {
  const search = new SecretSearch(new Map([...secretsOf(env), ...more]));
  // Users beside the run have a home of their own, with what they are logged in by.
  const homes = (await readdir(directory)).map((name) => join(name, 'home'));
  const leaks = [
    ...leaksIn(search, said),
    ...(await leaksInFolder(search, directory, { except: [...ownFolders, ...homes], since })),
  ];
  if (leaks.length > 0) throw new Error(`secrets came out: ${leaks.join('; ')}`);
}

function leaksIn(search: SecretSearch, { stdout, stderr }: Pick<Said, 'stdout' | 'stderr'>): string[] {
  return [
    ...search.in(stdout).map((name) => `standard output: ${name}`),
    ...search.in(stderr).map((name) => `standard error: ${name}`),
  ];
}
