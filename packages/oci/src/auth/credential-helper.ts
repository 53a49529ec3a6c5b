import { execFile } from 'node:child_process';
import { ociError } from '../codes.ts';
import { type Credentials, credentialsOf } from './credentials.ts';

const timeLimit = 30_000;

/**
 * Asks `docker-credential-NAME get` for a server's credentials (docker-credential-helpers, "Development").
 * @throws MirrorError MIRROR_CREDENTIAL_HELPER_FAILED
 */
export async function helperCredentials(name: string, server: string): Promise<Credentials | undefined> {
  if (!/^[\w.-]+$/.test(name)) throw failed(name, server, 'its name is not a program name');
  const { error, stdout } = await run(`docker-credential-${name}`, server);
  if (error !== undefined) {
    // The one answer that is no failure; helpers write it to stdout.
    if (/credentials not found/i.test(stdout)) return undefined;
    throw failed(name, server, error.message.split('\n')[0] ?? 'it failed', error);
  }
  try {
    const answer = JSON.parse(stdout) as { Username?: unknown; Secret?: unknown };
    if (typeof answer.Username === 'string' && typeof answer.Secret === 'string') {
      return answer.Secret === '' ? undefined : credentialsOf(answer.Username, answer.Secret);
    }
  } catch {
    // Falls through: the parser's message would quote the answer, and with it the secret.
  }
  throw failed(name, server, 'its answer is not the JSON that a helper gives');
}

function run(program: string, input: string): Promise<{ error: Error | undefined; stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { timeout: timeLimit }, (error, stdout) => {
      resolve({ error: error ?? undefined, stdout });
    });
    // A helper that is not there, or does not read, closes its end: the callback above says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function failed(name: string, server: string, why: string, cause?: Error): Error {
  return ociError(
    'MIRROR_CREDENTIAL_HELPER_FAILED',
    `docker-credential-${name} gave no credentials for ${server}: ${why}`,
    {
      hint: `Put docker-credential-${name} on PATH and log in again, or take it out of docker's config.json.`,
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
