import { resolve } from 'node:path';
import {
  type Config,
  type ReadStatement,
  readStatement,
  type Session,
  type StatementQuery,
} from '@multiarch-mirror/core';
import { MirrorError, printable } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import { givenKey, keyAndIdentity } from './given-key.ts';
import type { GlobalOptions } from './global-options.ts';
import { hintWithoutManifest, openManifest, openWithoutManifest } from './manifest.ts';

/** What `sbom` and `provenance` have in common. */
export interface StatementOptions extends GlobalOptions {
  /** `--identity REGEXP`, with `--issuer URL`: whose statements count, in place of what the manifest says. */
  identity?: string | undefined;
  issuer?: string | undefined;
  /** `--key FILE`: whose in place of an identity's, the public key in PEM. */
  key?: string | undefined;
  /** `--trusted-root FILE`: in place of the manifest's Sigstore. */
  trustedRoot?: string | undefined;
}

/** Reads one verified statement, and says on stderr who has signed it. */
export type ReadOne = (query: Omit<StatementQuery, 'policy'>) => Promise<ReadStatement>;

/**
 * Reads verified statements for `body`. With an identity or a key on the command line there need be no manifest.
 * @throws Refusal for what was typed wrongly
 */
export async function withStatements<Result>(
  io: Io,
  options: StatementOptions,
  renderer: Renderer,
  body: (read: ReadOne) => Promise<Result>,
): Promise<Result> {
  const policy = await policyOf(io, options);
  const session = await openStatements(io, options, renderer, policy !== undefined);
  try {
    return await body(async (query) => {
      const found = await readStatement(session, { ...query, policy }).catch(asUsage);
      const signed = found.signedAt.toISOString().replace(/\.\d+Z$/, 'Z');
      const { identity } = found.signatory;
      renderer.log.info(
        printable(`${found.reference}: ${found.predicateType}, signed by ${identity}, ${signed}`),
      );
      return found;
    });
  } finally {
    await session.close();
  }
}

const identityHint =
  'Say who must have signed with --identity and --issuer, or in the manifest: the plugin `verify` has an `identity` and an `issuer`.';
const hint = 'Say who must have signed with --identity and --issuer, or name a manifest with --config.';

async function openStatements(
  io: Io,
  options: StatementOptions,
  renderer: Renderer,
  identified: boolean,
): Promise<Session> {
  const { trustedRoot } = options;
  const adapt = (config: Config): Config =>
    trustedRoot === undefined
      ? config
      : { ...config, sigstore: { ...config.sigstore, trustedRoot: resolve(io.directory, trustedRoot) } };
  try {
    return (await openManifest(io, options, renderer, { adapt })).session;
  } catch (thrown) {
    const absent = thrown instanceof MirrorError && thrown.code === 'MIRROR_CONFIG_NOT_FOUND';
    if (!absent || options.config !== undefined) throw thrown;
    if (!identified) throw hintWithoutManifest(thrown, hint);
    return openWithoutManifest(io, renderer, adapt);
  }
}

/** @throws Refusal where the options do not go together, or the key is none */
async function policyOf(
  io: Io,
  { identity, issuer, key }: StatementOptions,
): Promise<StatementQuery['policy']> {
  if (key !== undefined) {
    if ((identity ?? issuer) !== undefined) throw keyAndIdentity();
    return { publicKey: await givenKey(io, key) };
  }
  if (identity === undefined && issuer === undefined) return undefined;
  if (identity !== undefined && issuer !== undefined) return { identity, issuer };
  const error = new MirrorError('MIRROR_USAGE_IDENTITY', '--identity and --issuer belong together', {
    hint: 'Say whose signatures count, and who vouches for them.',
  });
  throw new Refusal([error], exitCodes.usage);
}

const typedWrongly = new Set([
  'MIRROR_REFERENCE_INVALID',
  'MIRROR_PLATFORM_INVALID',
  'MIRROR_IDENTITY_PATTERN',
]);

function asUsage(thrown: unknown): never {
  if (thrown instanceof MirrorError && thrown.code === 'MIRROR_IDENTITY_UNKNOWN')
    throw new MirrorError(thrown.code, thrown.message, { hint: identityHint, cause: thrown });
  if (thrown instanceof MirrorError && typedWrongly.has(thrown.code))
    throw new Refusal([thrown], exitCodes.usage);
  throw thrown;
}
