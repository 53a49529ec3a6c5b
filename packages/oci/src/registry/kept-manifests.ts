import type { RawManifest } from '../manifest.ts';

/** Bytes that are kept at once, for all repositories of a client. */
const most = 16 * 1024 * 1024;

/**
 * Manifests that were read by their tags. Whoever then asks for one by its digest gets it without another request, once: what the tag
 * stands for was just found out, and a registry may count each GET.
 */
export class KeptManifests {
  readonly #kept = new Map<string, RawManifest>();
  #bytes = 0;

  /** @param repository its name */
  keep(repository: string, manifest: RawManifest): void {
    this.take(repository, manifest.descriptor.digest);
    this.#kept.set(`${repository} ${manifest.descriptor.digest}`, manifest);
    this.#bytes += manifest.bytes.length;
    for (const key of this.#kept.keys()) {
      if (this.#bytes <= most) return;
      this.#remove(key);
    }
  }

  take(repository: string, digest: string): RawManifest | undefined {
    return this.#remove(`${repository} ${digest}`);
  }

  #remove(key: string): RawManifest | undefined {
    const manifest = this.#kept.get(key);
    this.#kept.delete(key);
    this.#bytes -= manifest?.bytes.length ?? 0;
    return manifest;
  }
}
