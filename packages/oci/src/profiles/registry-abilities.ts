import { profileNamed, profileOfAnswer, profileOfHost } from './index.ts';
import type { RegistryProfile } from './profile.ts';

/** What one client knows about one registry: its profile, and what it has found out itself, once for all repositories. */
export class RegistryAbilities {
  /** `undefined`: not found out yet. */
  referrersApi: boolean | undefined;
  /** Whether a POST with a mount from the same repository opens an upload, or finds the blob; `undefined`: not found out yet. */
  mountsWithinRepository: boolean | undefined;
  /** The API has listed something: what it does not list yet it may list later. */
  referrersSeen = false;
  /** The first question about it, while it has no answer: whoever would ask the same waits for it. */
  referrersQuestion: Promise<unknown> | undefined;
  /** The registry, or a proxy before it, refused a blob in one body. */
  #refusesLargeBodies = false;
  #profile: RegistryProfile;
  #settled: boolean;

  /** `profile`: its name, where somebody knows better than the host's name tells. */
  constructor(registry: string, profile?: string) {
    const named = profile === undefined ? undefined : profileNamed(profile);
    this.#profile = named ?? profileOfHost(registry);
    this.#settled = named !== undefined || this.#profile.name !== 'generic';
    this.#adopt();
  }

  get profile(): RegistryProfile {
    return this.#profile;
  }

  /** Learns from any answer of the registry which kind it is, until that is known. */
  recognise(headers: Record<string, string | string[] | undefined>): void {
    if (this.#settled) return;
    const found = profileOfAnswer(headers);
    if (found === undefined) return;
    this.#settled = true;
    this.#profile = found;
    this.#adopt();
  }

  /** Bytes of a chunk where blobs have to go up in chunks. */
  get chunkSize(): number | undefined {
    const { chunkSize } = this.#profile;
    return this.#refusesLargeBodies && chunkSize !== 'never' ? chunkSize : undefined;
  }

  /** A body of this size was refused as too large. Says whether chunks are worth trying. */
  refusedLargeBody(size: number): boolean {
    this.#refusesLargeBodies = true;
    return size > (this.chunkSize ?? Number.POSITIVE_INFINITY);
  }

  #adopt(): void {
    if (this.#profile.referrersApi === 'absent') this.referrersApi ??= false;
  }
}
