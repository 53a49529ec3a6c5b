import type { RunContext } from '@multiarch-mirror/core/plugin';

/** The commit that the manifest is from. */
export interface ManifestSource {
  /** `https://github.com/OWNER/REPO`. */
  repository: string;
  /** `refs/heads/main`. */
  ref?: string;
  commit: string;
}

/**
 * The manifest's commit: in GitHub Actions the job's, elsewhere that of the working tree in which the manifest lies, where git is there
 * and nothing beside the manifest differs from the commit. `undefined` where nobody knows it.
 */
export async function manifestSource(
  run: Pick<RunContext, 'invocation' | 'exec' | 'directory' | 'signal'>,
): Promise<ManifestSource | undefined> {
  const { repository, ref, commit } = run.invocation;
  if (repository !== undefined) {
    return commit === undefined ? undefined : { repository, commit, ...(ref !== undefined && { ref }) };
  }
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const { stdout } = await run.exec('git', args, { cwd: run.directory, timeout: 30_000 });
      return stdout.trim();
    } catch {
      run.signal.throwIfAborted();
      return undefined;
    }
  };
  const head = await git('rev-parse', '--verify', 'HEAD');
  if (head === undefined || (await git('status', '--porcelain', '--', '.')) !== '') return undefined;
  const remote = repositoryUrl((await git('remote', 'get-url', 'origin')) ?? '');
  if (remote === undefined) return undefined;
  const branch = await git('symbolic-ref', '--quiet', 'HEAD');
  return { repository: remote, commit: head, ...(branch !== undefined && { ref: branch }) };
}

/** A remote as everybody can read it: without credentials, by HTTPS; `undefined` where it is a path on this machine. */
export function repositoryUrl(remote: string): string | undefined {
  const scp = /^(?:[\w.-]+@)?([\w.-]+\.[a-z]+):(?!\/)(.+)$/i.exec(remote);
  const text = scp === null ? remote : `ssh://${scp[1]}/${scp[2]}`;
  if (!/^(?:https?|ssh|git):\/\//.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(text);
  // The port of another protocol is none of HTTPS.
  const host = protocol.startsWith('http') && port !== '' ? `${hostname}:${port}` : hostname;
  return `https://${host}${pathname.replace(/(?:\.git)?\/*$/, '')}`;
}
