import type { Descriptor, RawManifest, Repository } from '@multiarch-mirror/oci';
import { legacyTag, sameLayer } from './legacy-set.ts';
import { isApplied, type LayerChange, writeLegacyTag } from './legacy-writer.ts';
import { readManifest } from './read.ts';

/**
 * What this process has made of a digest's attestations: enough to do it again without their content, which is there. The fallback index
 * and the legacy tags have no lock: somebody who read them before our writing may write them after we have read it back.
 */
export class WrittenAttestations {
  readonly #manifests = new Map<string, RawManifest>();
  readonly #removed = new Set<string>();
  readonly #layers: Record<'att' | 'sig', LayerChange> = {
    att: { add: [], remove: [] },
    sig: { add: [], remove: [] },
  };

  addReferrers(manifests: RawManifest[], removed: string[]): void {
    for (const digest of removed) {
      this.#manifests.delete(digest);
      this.#removed.add(digest);
    }
    for (const manifest of manifests) {
      this.#removed.delete(manifest.descriptor.digest);
      this.#manifests.set(manifest.descriptor.digest, manifest);
    }
  }

  addLayers(set: 'att' | 'sig', { add, remove }: LayerChange): void {
    const { add: added, remove: removed } = this.#layers[set];
    const without = (layers: Descriptor[], others: Descriptor[]): Descriptor[] =>
      layers.filter((layer) => !others.some((other) => sameLayer(other, layer)));
    this.#layers[set] = {
      add: [...without(added, [...remove, ...add]), ...add],
      remove: [...without(removed, [...remove, ...add]), ...remove],
    };
  }

  /**
   * Looks whether all of it still stands, and does again what others have undone.
   * @returns whether anything was undone
   * @throws MirrorError MIRROR_ATTACH_CONFLICT, MIRROR_REFERRERS_CONFLICT, or what the repository throws
   */
  async uphold(repository: Repository, subject: Descriptor): Promise<boolean> {
    const undone = await Promise.all([
      this.#upholdReferrers(repository, subject),
      this.#upholdTag(repository, subject.digest, 'att'),
      this.#upholdTag(repository, subject.digest, 'sig'),
    ]);
    return undone.includes(true);
  }

  async #upholdReferrers(repository: Repository, subject: Descriptor): Promise<boolean> {
    if (this.#manifests.size + this.#removed.size === 0) return false;
    const listed = new Set((await repository.referrers(subject.digest)).map(({ digest }) => digest));
    const stands = [...this.#manifests.keys()].every((digest) => listed.has(digest));
    if (stands && listed.isDisjointFrom(this.#removed)) return false;
    await repository.pushReferrers(subject, [...this.#manifests.values()], [...this.#removed]);
    return true;
  }

  async #upholdTag(repository: Repository, digest: string, set: 'att' | 'sig'): Promise<boolean> {
    const change = this.#layers[set];
    if (change.add.length + change.remove.length === 0) return false;
    const tag = legacyTag(digest, set);
    const layers = (await readManifest(repository, tag))?.manifest.layers ?? [];
    if (isApplied(layers, change)) return false;
    await writeLegacyTag(repository, tag, change);
    return true;
  }
}
