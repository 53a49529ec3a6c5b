import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { type Config, importImages } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { parseNamespace } from '@multiarch-mirror/oci/names';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { execute, exitCodeOfRun } from './execute.ts';
import type { ImportCommandOptions } from './import-options.ts';
import { hintWithoutManifest, openManifest } from './manifest.ts';
import { withoutManifest } from './without-manifest.ts';

const hint =
  'Name one with --config, or say whose signatures count with --identity, --issuer, --destination and --trusted-root.';

/** `mirror import DIR [IMAGE…]` */
export async function importCommand(
  io: Io,
  given: string,
  patterns: readonly string[],
  options: ImportCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: true }, async (renderer) => {
    const directory = resolve(io.directory, given);
    const origin = options.origin === undefined ? undefined : parseOrigin(options.origin);
    const isAlone = (options.identity ?? options.key) !== undefined;
    if (!isAlone && (options.issuer ?? options.require) !== undefined) throw needsIdentity();
    const trustedRoot =
      options.trustedRoot === undefined ? undefined : resolve(io.directory, options.trustedRoot);
    if (trustedRoot !== undefined && (await isWithin(trustedRoot, directory))) {
      renderer.log.warn(
        'the trusted root is the one that came along with the export: it proves no more than the export itself, unless its sha256 is what `mirror export` printed',
      );
    }
    const { config, session } = await openManifest(io, options, renderer, {
      writes: true,
      adapt: (manifest) => withTrust(manifest, trustedRoot),
      ...(isAlone && { checked: withoutManifest(io, directory, patterns, options) }),
    }).catch((thrown: unknown) => {
      throw options.config === undefined ? hintWithoutManifest(thrown, hint) : thrown;
    });
    try {
      const images = isAlone ? config.images : filterImages(config.images, patterns);
      const { report, errors } = await importImages(session, images, {
        directory,
        concurrency: options.concurrency,
        on: renderer.on,
        records: !isAlone,
        ...(options.expect !== undefined && { expect: options.expect }),
        ...(origin !== undefined && { origin }),
      });
      await renderer.finish({ kind: 'import', report, file: config.file });
      return exitCodeOfRun(io, errors, report);
    } finally {
      await session.close();
    }
  });
}

/**
 * What is trusted is a file of this side: nothing is fetched.
 * @throws Refusal where there is none, and something to verify
 */
function withTrust(config: Config, given: string | undefined): Config {
  const { tuf: _tuf, ...sigstore } = config.sigstore;
  const trustedRoot = given ?? sigstore.trustedRoot;
  if (trustedRoot !== undefined) return { ...config, sigstore: { ...sigstore, trustedRoot } };
  if (config.images.every(({ plugins }) => plugins.length === 0)) return config;
  const error = new MirrorError('MIRROR_USAGE_MISSING', 'nothing says which trusted root to verify against', {
    hint: 'Give --trusted-root FILE, or set sigstore.trustedRoot: an import fetches none, and takes none from the export unasked.',
  });
  throw new Refusal([error], exitCodes.usage);
}

async function isWithin(file: string, directory: string): Promise<boolean> {
  const [path, base] = await Promise.all([file, directory].map((one) => realpath(one).catch(() => one)));
  return path !== undefined && base !== undefined && path.startsWith(`${base}${sep}`);
}

function parseOrigin(text: string) {
  try {
    return parseNamespace(text);
  } catch (thrown) {
    if (thrown instanceof MirrorError) throw new Refusal([thrown], exitCodes.usage);
    throw thrown;
  }
}

function needsIdentity(): Refusal {
  const error = new MirrorError(
    'MIRROR_USAGE_CONFLICT',
    '--issuer goes with --identity alone, and --require with that or --key',
    {
      hint: 'With a manifest the chain says both; without one give --identity or --key, too.',
    },
  );
  return new Refusal([error], exitCodes.usage);
}
