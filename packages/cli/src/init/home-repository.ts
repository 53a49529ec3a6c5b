import { execFile } from 'node:child_process';

/** The repository that the manifest will live in, as far as it can be known. */
export interface HomeRepository {
  /** `https://github.com` */
  server: string;
  /** `acme/images`, as it is written there. */
  name: string;
  /** The branch whose runs sign. */
  branch: string;
  /** The absolute path of the checkout; undefined where there is none. */
  root: string | undefined;
}

/** From GitHub's variables in a workflow, else from git's remote `origin`; undefined where neither names one of a GitHub server. */
export async function homeRepository(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<HomeRepository | undefined> {
  const git = (...argv: string[]): Promise<string | undefined> => gitLine(directory, environment, argv);
  const [root, remote, head, current] = await Promise.all([
    git('rev-parse', '--show-toplevel'),
    git('config', '--get', 'remote.origin.url'),
    git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD'),
    git('symbolic-ref', '--short', 'HEAD'),
  ]);
  const { GITHUB_REPOSITORY, GITHUB_SERVER_URL = 'https://github.com' } = environment;
  const known = GITHUB_REPOSITORY
    ? { server: GITHUB_SERVER_URL, name: GITHUB_REPOSITORY }
    : parseRemote(remote ?? '');
  if (known === undefined) return undefined;
  return { ...known, branch: head?.replace(/^origin\//, '') ?? current ?? 'main', root };
}

/** The top of the checkout that a directory is in. */
export function checkoutRoot(directory: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  return gitLine(directory, environment, ['rev-parse', '--show-toplevel']);
}

/** `git@github.com:acme/images.git`, `https://github.com/acme/images`, `ssh://git@github.acme.dev:22/acme/images`. */
export function parseRemote(url: string): Pick<HomeRepository, 'server' | 'name'> | undefined {
  const [, host = '', owner = '', name = ''] =
    /^(?:(?:https?|ssh|git):\/\/)?(?:[^@/]+@)?([\w.-]+)(?::\d+(?=\/))?[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
      url,
    ) ?? [];
  // Other services have no workflows of this kind.
  if (!/(?:^|\.)(?:github|ghe)\./.test(`${host}.`) || name === '') return undefined;
  return { server: `https://${host}`, name: `${owner}/${name}` };
}

/** What git says on one line; undefined where there is no git, no checkout, or no such thing. */
function gitLine(
  directory: string,
  { PATH, HOME }: NodeJS.ProcessEnv,
  argv: readonly string[],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('git', argv, { cwd: directory, env: { PATH, HOME }, timeout: 10_000 }, (error, stdout) =>
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : undefined),
    );
  });
}
