import { Authorizer, unauthorized } from '../auth/authorizer.ts';
import type { CredentialSource } from '../auth/credentials.ts';
import type { TokenRequest } from '../auth/token.ts';
import { RegistryAbilities } from '../profiles/registry-abilities.ts';
import type { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import { type Endpoint, followable } from './endpoint.ts';
import { HostQueue, type Release } from './host-queue.ts';
import { isOverload, networkError } from './network-error.ts';
import { parseRateLimit } from './rate-limit.ts';
import { errorText, expired, wantsOthers } from './refusal.ts';
import type { RegistryRequest, RegistryResponse } from './request.ts';
import { isTransientStatus, responseError } from './response-error.ts';
import { type RetryPolicy, withRetry } from './retry.ts';
import { TransferCounter } from './statistics.ts';
import { Wire } from './wire.ts';

export interface TransportOptions {
  credentials: CredentialSource;
  endpoint: (registry: string) => Endpoint;
  concurrency: (registry: string) => number | undefined;
  /** The name of a registry's profile, where its host does not tell. */
  profile: (registry: string) => string | undefined;
  retry: RetryPolicy;
  userAgent: string;
  signal: AbortSignal | undefined;
}

const tokenLimit = 1024 * 1024;

/** Sends requests to registries: authorised, counted, queued for each host, redirected where that is safe, and repeated. */
export class Transport {
  readonly counter: TransferCounter = new TransferCounter();
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  readonly #options: TransportOptions;
  readonly #wire: Wire;
  readonly #authorizer: Authorizer;
  readonly #queues = new Map<string, HostQueue>();
  readonly #abilities = new Map<string, RegistryAbilities>();
  /** First requests to registries that have not answered yet: the others wait for what they want to be shown. */
  readonly #probes = new Map<string, Promise<void>>();

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#wire = new Wire(this.counter, options.userAgent, options.signal);
    this.retry = options.retry;
    this.signal = options.signal;
    this.#authorizer = new Authorizer(options.credentials, (registry, request, scopes) =>
      this.#token(registry, request, scopes),
    );
  }

  /**
   * Sends a request, again if need be, and gives the answer to `read`, whose own failures count as the attempt's. Answers
   * other than 2xx and `request.accepts` are thrown.
   */
  async send<T>(request: RegistryRequest, read: (response: RegistryResponse) => T | Promise<T>): Promise<T> {
    const policy = request.once === true ? { ...this.retry, attempts: 1 } : this.retry;
    const attempt = async (): Promise<T> => {
      const { response, release } = await this.#attempt(request, false);
      try {
        return await read(response);
      } finally {
        await response.body.return();
        release();
      }
    };
    return withRetry(policy, this.signal, attempt, this.#queue(request.endpoint.registry).silent);
  }

  /** Sends a request for content; its slot and connection are free when the stream has been read or closed. */
  open(request: RegistryRequest): Promise<RegistryResponse> {
    const attempt = async (): Promise<RegistryResponse> => {
      const { response, release } = await this.#attempt(request, true);
      response.body.whenEnded(release);
      return response;
    };
    return withRetry(this.retry, this.signal, attempt, this.#queue(request.endpoint.registry).silent);
  }

  /** What is known about a registry, the same object for all of its repositories. */
  abilities(registry: string): RegistryAbilities {
    const known = this.#abilities.get(registry);
    if (known !== undefined) return known;
    const abilities = new RegistryAbilities(registry, this.#options.profile(registry));
    this.#abilities.set(registry, abilities);
    return abilities;
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  async #attempt(
    request: RegistryRequest,
    download: boolean,
  ): Promise<{ response: RegistryResponse; release: Release }> {
    const queue = this.#queue(request.endpoint.registry);
    const release =
      request.unqueued === true ? () => undefined : await this.#acquire(queue, request, download);
    const sent = Date.now();
    try {
      const response = await this.#authorized(request);
      const { status } = response;
      if (status < 500 && status !== 429) queue.answered();
      const rate = parseRateLimit(response.headers);
      if (rate !== undefined) queue.heed(rate);
      if ((status < 200 || status > 299) && request.accepts?.includes(status) !== true) {
        throw await this.#refusal(request, response, queue);
      }
      return { response, release };
    } catch (error) {
      release();
      if (isOverload(error)) queue.overloaded(sent);
      throw error;
    }
  }

  async #acquire(
    queue: HostQueue,
    { finishes, endpoint }: RegistryRequest,
    download: boolean,
  ): Promise<Release> {
    const use = download ? 'download' : finishes === true ? 'finish' : 'other';
    try {
      return await queue.acquire(use, this.signal);
    } catch (error) {
      throw networkError(error, endpoint.registry, this.signal);
    }
  }

  async #authorized(request: RegistryRequest): Promise<RegistryResponse> {
    const { registry } = request.endpoint;
    const answered = await this.#probe(request);
    try {
      let header = await this.#authorizer.header(registry, request.scopes);
      // Three rounds: what is known, what the challenge asks for, and what it asks for beyond our own scopes.
      for (let round = 1; ; round += 1) {
        const response = await this.#wire.followed(request, header);
        this.abilities(registry).recognise(response.headers);
        if (!wantsOthers(response)) {
          this.#authorizer.accepted(registry);
          return response;
        }
        if (round === 3) return response;
        const challenge = response.headers['www-authenticate'];
        const next = await this.#authorizer.answer(registry, request.scopes, challenge, header);
        if (next === undefined) return response;
        await response.body.return();
        if (request.once === true) throw expired(registry);
        header = next;
      }
    } finally {
      answered();
    }
  }

  /** Waits for the first answer of a registry that will want a token, so that not each of the first requests is refused. */
  async #probe({ endpoint: { registry }, scopes }: RegistryRequest): Promise<() => void> {
    if (this.#authorizer.knows(registry)) return () => undefined;
    const { profile } = this.abilities(registry);
    if (!profile.asksForTokens && (await this.#authorizer.isAnonymous(registry, scopes)))
      return () => undefined;
    const running = this.#probes.get(registry);
    if (running !== undefined) {
      await running;
      return () => undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#probes.set(registry, promise);
    return () => {
      this.#probes.delete(registry);
      resolve();
    };
  }

  async #refusal(
    request: RegistryRequest,
    response: RegistryResponse,
    queue: HostQueue,
  ): Promise<RegistryError> {
    const { endpoint, kind, method } = request;
    const { status, headers } = response;
    const body = await errorText(response);
    if (status === 401)
      return unauthorized(
        endpoint.registry,
        await this.#authorizer.isAnonymous(endpoint.registry, request.scopes),
      );
    const { registry } = endpoint;
    const { profile } = this.abilities(registry);
    const error = responseError({ registry, kind, method, status, headers, body, profile });
    if (error.code === 'MIRROR_RATE_LIMITED' && error.retryAt !== undefined) {
      const wait = error.retryAt.getTime() - Date.now();
      if (wait <= this.retry.maxDelay) queue.pause(wait);
    }
    return error;
  }

  /** Tokens come from a host of their own, for a request that has its slot already: they take none. */
  #token(registry: string, request: TokenRequest, scopes: string[]): Promise<string> {
    const { method, headers, body } = request;
    return withRetry(this.retry, this.signal, async () => {
      // The registry names the service that gets the credentials: not in plain text, and not a private one.
      const url = await followable(this.#options.endpoint(registry), request.url.href, request.url);
      const { ca, timeout } = this.#options.endpoint(registry);
      const endpoint: Endpoint = {
        registry: url.host,
        origin: new URL(url.origin),
        timeout,
        ...(ca === undefined ? {} : { ca }),
      };
      const response = await this.#wire.exchange(
        { endpoint, method, kind: 'token', ...(body === undefined ? {} : { body: Buffer.from(body) }) },
        url,
        headers,
      );
      if (response.status === 200)
        return Buffer.from(await collect(response.body, tokenLimit)).toString('utf8');
      const { status } = response;
      const text = await errorText(response);
      const error = responseError({
        registry,
        kind: 'token',
        method,
        status,
        headers: response.headers,
        body: text,
        profile: this.abilities(registry).profile,
      });
      if (isTransientStatus(status) || error.transient) throw error;
      throw unauthorized(registry, await this.#authorizer.isAnonymous(registry, scopes), error);
    });
  }

  #queue(registry: string): HostQueue {
    const known = this.#queues.get(registry);
    if (known !== undefined) return known;
    const queue = new HostQueue(
      this.#options.concurrency(registry) ?? this.abilities(registry).profile.concurrency,
    );
    this.#queues.set(registry, queue);
    return queue;
  }
}
