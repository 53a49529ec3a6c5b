import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { readInvocation } from '../session/invocation.ts';
import type { Session } from '../session/session.ts';
import { compilePattern } from '../versions/index.ts';
import type { Check } from './check.ts';
import { checkKeys } from './check-keys.ts';
import { failed } from './failed.ts';
import { validityChecks } from './trusted-root.ts';

const area = 'signing';
/** A TUF repository that does not answer is tried several times. */
const patience = 30_000;

/** The trust root, the identity that signs, and whether it is the one that counts. Nothing where nothing is attested. */
export async function checkSigning(session: Session, environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const chains = [...new Set(session.config.images.map((image) => session.chain(image)))];
  const attesting = chains.filter(({ steps }) => steps.length > 0);
  if (attesting.length === 0) return [];
  const keyless = attesting.some(({ signing }) => signing.mode === 'keyless');
  return [
    ...(await trustChecks(session)),
    ...(keyless ? [await tokenCheck(environment)] : []),
    ...(await checkKeys(session, area)),
    ...(await identityChecks(session, environment)),
  ];
}

async function trustChecks(session: Session): Promise<Check[]> {
  const { tuf, trustedRoot } = session.config.sigstore;
  const source = trustedRoot ?? tuf?.mirror ?? 'public Sigstore';
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(silent(source)), patience);
    });
    const { root } = await Promise.race([session.trust(), late]);
    return validityChecks(area, source, root, Date.now());
  } catch (thrown) {
    return [failed(area, thrown)];
  } finally {
    clearTimeout(timer);
  }
}

function silent(source: string): MirrorError {
  return new MirrorError(
    'MIRROR_TRUST_UNREACHABLE',
    `${source} gives no trusted root within ${patience / 1000} s`,
    {
      hint: 'Check the network, and `sigstore.tuf`; with a file as `sigstore.trustedRoot` nothing is fetched.',
    },
  );
}

/** Without a token nothing can be signed; where nobody signs, as on a laptop, the rest is worth knowing all the same. */
async function tokenCheck(environment: NodeJS.ProcessEnv): Promise<Check> {
  const inWorkflow = environment.GITHUB_ACTIONS === 'true';
  try {
    const { environmentToken } = await import('@multiarch-mirror/attest');
    await environmentToken(environment, { delays: [] })();
    return { area, status: 'ok', message: 'there is an identity token to sign with' };
  } catch (thrown) {
    return failed(area, thrown, inWorkflow ? 'fail' : 'warn');
  }
}

/** What this workflow signs has to be what `verify` accepts. */
async function identityChecks(session: Session, environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const { workflow } = readInvocation(environment);
  const [accepted, refused] = [new Set<string>(), new Set<string>()];
  for (const image of session.config.images) {
    if (session.chain(image).steps.length === 0) continue;
    try {
      const policy = await session.policy(image);
      // A key is nobody's workflow.
      if (workflow === undefined || 'publicKey' in policy) continue;
      const { identity } = policy;
      (compilePattern(identity).test(workflow) ? accepted : refused).add(identity);
    } catch (thrown) {
      // Outside of a workflow nobody says so, unless the manifest does; a run in one knows.
      const isOpen = toMirrorError(thrown).code === 'MIRROR_IDENTITY_UNKNOWN' && workflow === undefined;
      return [failed(area, thrown, isOpen ? 'warn' : 'fail')];
    }
  }
  const [identity] = refused;
  if (workflow === undefined || accepted.size + refused.size === 0) return [];
  if (identity === undefined) {
    return [{ area, status: 'ok', message: `what ${workflow} signs is accepted` }];
  }
  return [
    {
      area,
      status: 'fail',
      message: `what ${workflow} signs is refused by the identity ${identity}`,
      hint: 'Correct `identity` of the plugin verify, or run the workflow that it names.',
    },
  ];
}
