import { type MirrorError, type Place, PolicyError } from '@multiarch-mirror/errors';

/** What the reader of a failed image can do, where whoever raised the error had no advice. */
export function defaultHint(error: MirrorError): string {
  if (error instanceof PolicyError)
    return 'Look at what upstream publishes, and at the plugin of the manifest that refuses it.';
  const { code, place } = error;
  const { registry, reference, side } = place;
  const where = registry ?? reference?.split('/')[0] ?? 'the registry';
  return hints(where, side)[code] ?? 'Run it again; if it fails again, `--log-level debug` says more.';
}

function hints(where: string, side: Place['side']): Readonly<Record<string, string>> {
  const damaged =
    side === 'destination'
      ? 'Run it with `--deep`, which brings back what the destination has lost.'
      : `Whoever published the image at ${where} has to push it again; until then mirror another tag.`;
  return {
    MIRROR_REGISTRY_ERROR: `Run it again later; if ${where} goes on failing, ask those who run it.`,
    MIRROR_BLOB_UNKNOWN: damaged,
    MIRROR_MANIFEST_UNKNOWN: damaged,
    MIRROR_MANIFEST_INVALID: damaged,
    MIRROR_DIGEST_MISMATCH: `Something on the way changes what ${where} sends: look for a proxy, then at the registry's storage.`,
    MIRROR_SIZE_MISMATCH: `Something on the way changes what ${where} sends: look for a proxy, then at the registry's storage.`,
    MIRROR_REDIRECT_REFUSED: `Ask those who run ${where} why it leads to another place.`,
    MIRROR_INTERNAL: 'This is a bug of mirror: please report it, with what `--log-level debug` says.',
  };
}
