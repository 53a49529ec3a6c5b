import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { trustEnvironment } from './http.ts';
import { trustFault } from './trust-fault.ts';

/** Which Sigstore instance is trusted. */
export type TrustSource =
  /**
   * The public instance, by its TUF repository; `cachePath` is where its metadata is kept, `timeout` how many milliseconds it may take for an
   * answer. Default: 5 seconds
   */
  | { public: true; cachePath?: string; timeout?: number }
  /** A private instance's TUF repository, with the root that it is trusted by. */
  | { tuf: { mirror: string; root: string; cachePath?: string; timeout?: number } }
  /** A trusted root, as a file; nothing is fetched. */
  | { trustedRoot: string };

/** Keys and certificates that signatures are verified against (protobuf-specs, sigstore_trustroot.proto). */
export interface Trust {
  readonly root: TrustedRoot;
  readonly material: TrustMaterial;
}

/**
 * Trust from its source. `root` and `trustedRoot` are paths.
 * @throws MirrorError MIRROR_TRUST when it cannot be read or verified, MIRROR_TRUST_UNREACHABLE when it cannot be fetched.
 */
export async function loadTrust(source: TrustSource): Promise<Trust> {
  if ('trustedRoot' in source) {
    const text = await readFile(source.trustedRoot, 'utf8').catch((error: unknown) => {
      throw trustError(`the trusted root ${source.trustedRoot} cannot be read`, error);
    });
    return trustFrom(text, source.trustedRoot);
  }
  const { cachePath, mirror, root, timeout } =
    'tuf' in source ? source.tuf : { ...source, mirror: undefined, root: undefined };
  const options = {
    ...(cachePath === undefined ? {} : { cachePath: await cacheOf(cachePath, root) }),
    // The library adds a slash of its own.
    ...(timeout === undefined ? {} : { timeout }),
    ...(mirror === undefined ? {} : { mirrorURL: mirror.replace(/\/+$/, '') }),
    ...(root === undefined ? {} : { rootPath: root }),
  };
  trustEnvironment();
  // With its HTTP client it takes long to load.
  const { getTrustedRoot } = await import('@sigstore/tuf');
  const trustedRoot = await getTrustedRoot(options).catch((error: unknown) => {
    throw trustFault(
      mirror === undefined ? 'the public TUF repository' : `the TUF repository ${mirror}`,
      error,
    );
  });
  return toTrust(trustedRoot);
}

/**
 * A cache for each root: the library trusts by the root that it finds in the cache, so that another one, such as that of a repository that was set up
 * anew or a wrong one, would not count there.
 */
async function cacheOf(cachePath: string, root: string | undefined): Promise<string> {
  if (root === undefined) return cachePath;
  const bytes = await readFile(root).catch((error: unknown) => {
    throw new MirrorError('MIRROR_TRUST', `the root ${root} of the TUF repository cannot be read`, {
      hint: 'Check that the file of `sigstore.tuf.root` is there.',
      cause: error,
    });
  });
  return join(cachePath, createHash('sha256').update(bytes).digest('hex').slice(0, 16));
}

/** `application/vnd.dev.sigstore.trustedroot+json;version=0.1`, or `….trustedroot.v0.2+json` (sigstore_trustroot.proto). */
const trustedRootType = /^application\/vnd\.dev\.sigstore\.trustedroot[.+]/;

interface TrustDocument {
  mediaType?: unknown;
  /** Of TUF's metadata. */
  signed?: { _type?: unknown };
}

/** Trust from a trusted root's JSON; `where` names it in an error. @throws MirrorError MIRROR_TRUST */
export function trustFrom(json: string, where = 'the trusted root'): Trust {
  try {
    const document = JSON.parse(json) as TrustDocument | null;
    if (document?.signed?._type === 'root') throw new TypeError('it is the root of a TUF repository');
    // Anything is a trusted root without a single authority otherwise (sigstore-go asks for it, too).
    if (!trustedRootType.test(String(document?.mediaType)))
      throw new TypeError('its `mediaType` is another one');
    return toTrust(TrustedRoot.fromJSON(document));
  } catch (error) {
    throw trustError(`${where} is not a trusted root: ${toMirrorError(error).message}`, error);
  }
}

/** The trusted root as a file, in one form for the same content, so that two can be compared by their bytes. */
export function trustText({ root }: Trust): string {
  return `${JSON.stringify(TrustedRoot.toJSON(root), null, 2)}\n`;
}

function toTrust(root: TrustedRoot): Trust {
  return { root, material: toTrustMaterial(root) };
}

function trustError(message: string, cause: unknown): MirrorError {
  return new MirrorError('MIRROR_TRUST', message, {
    hint: 'Check `sigstore.trustedRoot` (a trusted_root.json as its instance gives it away) or `sigstore.tuf` (its `root` is that of a TUF repository).',
    cause,
  });
}
