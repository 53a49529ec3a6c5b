import { OciClient, parseRepository, type Repository } from '@multiarch-mirror/oci';
import { type Distribution, startDistribution } from '../../e2e/src/support/distribution.ts';
import { type Authority, makeAuthority } from './authority.ts';
import { type DelayingProxy, startDelayingProxy } from './delay/delaying-proxy.ts';
import { expectSameContent } from './same-content.ts';
import type { Workplace } from './workplace.ts';

/** A repository that is copied, with its tags. */
export interface Copied {
  from: string;
  to: string;
  tags: readonly string[];
}

export interface SceneOptions {
  /** distribution's `registry`. */
  program: string;
  workplace: Workplace;
  /** TLS on both sides. */
  tls?: boolean;
  /** Milliseconds there and back. */
  roundTrip?: number;
}

interface Proxies {
  source: DelayingProxy;
  destination: DelayingProxy;
}

/** A source and a destination registry, near or far, from and to which tools copy. */
export class Scene {
  readonly #options: SceneOptions;
  readonly #authority: Authority | undefined;
  readonly #source: Distribution;
  readonly #proxies: Proxies | undefined;
  #destination: Distribution | undefined;

  private constructor(
    options: SceneOptions,
    authority: Authority | undefined,
    source: Distribution,
    proxies: Proxies | undefined,
  ) {
    this.#options = options;
    this.#authority = authority;
    this.#source = source;
    this.#proxies = proxies;
  }

  static async open(options: SceneOptions): Promise<Scene> {
    const { program, workplace, tls = false, roundTrip = 0 } = options;
    const authority = tls ? await makeAuthority(workplace.directory) : undefined;
    const source = await startRegistry(program, authority);
    if (roundTrip === 0) return new Scene(options, authority, source, undefined);
    const [near, far] = await Promise.all([
      startDelayingProxy(roundTrip / 2),
      startDelayingProxy(roundTrip / 2),
    ]);
    near.lead(source.host);
    return new Scene(options, authority, source, { source: near, destination: far });
  }

  /** The authority's file where there is TLS. */
  get authority(): string | undefined {
    return this.#authority?.authority;
  }

  /** The tools' way to the source, and to the destination. */
  get hosts(): { source: string; destination: string } {
    const { source, destination } = this.#proxies ?? {};
    return {
      source: source?.host ?? this.#source.host,
      destination: destination?.host ?? this.#destination?.host ?? '',
    };
  }

  /** Replaces the destination by a new and empty one. */
  async renew(): Promise<void> {
    await this.#destination?.close();
    this.#destination = await startRegistry(this.#options.program, this.#authority);
    if (this.#proxies !== undefined) this.#proxies.destination.lead(this.#destination.host);
  }

  /** Works with both registries directly. */
  async directly<T>(
    work: (open: (side: 'source' | 'destination', path: string) => Repository) => Promise<T>,
  ): Promise<T> {
    const hosts = { source: this.#source.host, destination: this.#destination?.host ?? '' };
    const secured = { insecure: this.#authority === undefined };
    const client = new OciClient({ registries: { [hosts.source]: secured, [hosts.destination]: secured } });
    try {
      return await work((side, path) => client.repository(parseRepository(`${hosts[side]}/${path}`)));
    } finally {
      await client.close();
    }
  }

  /** @throws Error when the destination has not got the same content, digest for digest */
  async compare(copies: readonly Copied[]): Promise<void> {
    await this.directly(async (open) => {
      for (const { from, to, tags } of copies) {
        for (const tag of tags) await expectSameContent(open('source', from), open('destination', to), tag);
      }
    });
  }

  /** How many requests both registries have answered so far. */
  async requests(): Promise<number> {
    const logs = await Promise.all([this.#source.log(), this.#destination?.log() ?? '']);
    return logs.join('\n').split('msg="response completed').length - 1;
  }

  async close(): Promise<void> {
    await this.#destination?.close();
    await this.#source.close();
    await this.#proxies?.source.close();
    await this.#proxies?.destination.close();
  }
}

function startRegistry(program: string, authority: Authority | undefined): Promise<Distribution> {
  return startDistribution(
    program,
    authority === undefined
      ? {}
      : { http: { tls: { certificate: authority.certificate, key: authority.key } } },
  );
}
