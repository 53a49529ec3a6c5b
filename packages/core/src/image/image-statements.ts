import type { AttestationSlot, SupersededSlot } from '@multiarch-mirror/attest';
import { createStatement, predicateTypes, type Statement } from '@multiarch-mirror/attest/statements';
import { MirrorError } from '@multiarch-mirror/errors';
import { type Descriptor, formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { Step } from '../plugin/chain.ts';
import type { StatementRequest } from '../plugin/image-context.ts';
import type { Inspection } from '../plugin/inspection.ts';
import type { Attestation } from '../report/attestation.ts';
import { once } from '../session/memoize.ts';
import type { Session } from '../session/session.ts';
import type { ImageRoot } from './root.ts';
import { signedIn } from './signed-in.ts';
import { supersededTypes } from './superseded-types.ts';

/** What the chain wants on an image's digests: promised by its plugins, found on the destination, queued and written. */
export class ImageStatements {
  /** Whose hook is running. */
  step: Pick<Step, 'name' | 'hooks'> = { name: '', hooks: {} };
  readonly #session: Session;
  readonly #image: ImageConfig;
  readonly #root: ImageRoot;
  readonly #reference: string;
  /** A chain that attaches nothing needs no trust and no identity. */
  readonly #store: () => ReturnType<Session['attestations']>;
  readonly #statements = new Map<string, Statement>();
  readonly #promised = new Map<string, StatementRequest & { plugin: string }>();
  readonly #written = new Map<string, Attestation>();
  /** Something was asked for, and nothing stands that it could be adopted or completed from. */
  #lacks = false;

  constructor(session: Session, image: ImageConfig, root: ImageRoot) {
    this.#session = session;
    this.#image = image;
    this.#root = root;
    this.#reference = formatRepository(image.repository);
    this.#store = once(() => session.attestations(image));
  }

  get promised(): (StatementRequest & { plugin: string })[] {
    return [...this.#promised.values()];
  }

  /** What stands on the destination, as far as this run has seen or made it. */
  get written(): Attestation[] {
    return [...this.#written.values()];
  }

  statement(request: StatementRequest): Statement | undefined {
    return this.#statements.get(key(request));
  }

  async inspect(requests: readonly StatementRequest[]): Promise<Inspection> {
    return worst(await Promise.all(requests.map((request) => this.#inspectOne(request))));
  }

  /**
   * Before a byte moves: whatever will have to be signed can be, by somebody whose signatures count.
   * @throws PolicyError MIRROR_SIGNS_AS_ANOTHER; MirrorError MIRROR_IDENTITY_TOKEN, MIRROR_CERTIFICATE, MIRROR_SIGNING_KEY
   */
  async prepareSigning(): Promise<void> {
    if (!this.#lacks) return;
    const signer = await this.#session.signer(this.#image);
    const { checkSigner } = await import('@multiarch-mirror/attest');
    await checkSigner(signer, await this.#session.policy(this.#image));
  }

  /** Whether something stands that this step's statements take the place of; `attach` takes it away. For after every step's `inspect`. */
  async hasSuperseded(step: Pick<Step, 'name' | 'hooks'>): Promise<boolean> {
    const types = supersededTypes(this.#session, this.#image, step);
    const own = types.length === 0 ? [] : this.promised.filter(({ plugin }) => plugin === step.name);
    for (const { subject } of own) {
      const store = await this.#store();
      for (const slot of await this.#superseded(subject, types))
        if (await store.stands(subject.digest, slot)) return true;
    }
    return false;
  }

  /** Signs a statement and queues it, unless one stands there that passes the policy. */
  async attach(request: StatementRequest & { predicate: unknown }): Promise<void> {
    this.#promise(request);
    const { subject, predicateType, predicate } = request;
    const { digest } = subject;
    const slot = await this.#slot(this.#promised.get(key(request)) ?? request);
    const store = await this.#store();
    const signer = () => this.#session.signer(this.#image);
    // The signature names nothing but the digest, as cosign writes it.
    const name = predicateType === predicateTypes.sign ? {} : { name: this.#reference };
    const statement = createStatement({ subject: { digest, ...name }, predicateType, predicate });
    await store.attach(subject, slot, async () => (await signer()).sign(statement));
    const types = supersededTypes(this.#session, this.#image, this.step);
    for (const superseded of await this.#superseded(subject, types))
      await store.supersede(subject, superseded);
    if (!this.#statements.has(key(request))) this.#statements.set(key(request), statement);
    if (predicateType !== predicateTypes.sign) return;
    const signed = { reference: this.#reference, digest, ...signedIn(this.#image) };
    await store.attachSignature(signed, slot, async () => (await signer()).signImage(signed));
  }

  /** Writes every subject's referrers, platforms first: whoever sees the index's attestations finds the others. */
  async flush(): Promise<void> {
    if (this.#promised.size === 0) return;
    const store = await this.#store();
    const root = this.#root.raw.descriptor;
    const platforms = this.#root.platforms.map(({ descriptor }) => descriptor);
    for (const subject of [...platforms.filter(({ digest }) => !this.#isRoot(digest)), root]) {
      for (const { predicateType, digest, logIndex, stored } of await store.flush(subject)) {
        const request = { subject, predicateType };
        const before = this.#written.get(key(request));
        this.#note(request, {
          digest: before?.digest ?? digest,
          logIndex,
          stored: [...new Set([...(before?.stored ?? []), ...stored])],
        });
      }
    }
    // What another image of the repository has attached to a platform that both hold stands here, too.
    for (const request of this.promised) {
      if (!this.#written.has(key(request))) await this.#inspectOne(request);
    }
  }

  /**
   * Writes again what another process has undone of what was flushed. @returns whether anything was
   * @throws what the registry throws
   */
  async uphold(): Promise<boolean> {
    const store = await this.#store();
    const subjects = new Map(this.promised.map(({ subject }) => [subject.digest, subject]));
    const undone = await Promise.all([...subjects.values()].map((subject) => store.uphold(subject)));
    return undone.includes(true);
  }

  async #inspectOne(request: StatementRequest): Promise<Inspection> {
    this.#promise(request);
    const { predicateType, subject } = request;
    const slot = await this.#slot(this.#promised.get(key(request)) ?? request);
    const store = await this.#store();
    const found = await store.inspect(subject.digest, slot);
    if (found.statement !== undefined) {
      this.#statements.set(key(request), found.statement.statement);
      const { logIndex } = found.statement;
      if (found.stored !== undefined) {
        this.#note(request, { digest: found.stored.digest, logIndex, stored: found.stored.sets });
      }
    } else this.#lacks = true;
    if (found.state !== 'complete' || predicateType !== predicateTypes.sign) return found.state;
    const signed = { reference: this.#reference, digest: subject.digest, ...signedIn(this.#image) };
    const state = await store.inspectSignature(signed, slot);
    if (state !== 'complete') this.#lacks = true;
    return state;
  }

  #promise(request: StatementRequest): void {
    const { subject, predicateType } = request;
    const { platforms } = this.#root;
    if (
      !this.#isRoot(subject.digest) &&
      !platforms.some(({ descriptor }) => descriptor.digest === subject.digest)
    ) {
      throw new MirrorError(
        'MIRROR_PLUGIN_SUBJECT',
        `${subject.digest} is neither the image nor one of its platforms`,
        {
          hint: `Let plugin ${this.step.name} attach to \`image.root\` or to a descriptor in \`image.platforms\`.`,
        },
      );
    }
    if (!this.#promised.has(key(request))) {
      const { refuse } = request;
      const wanted = { subject, predicateType, ...(refuse !== undefined && { refuse }) };
      this.#promised.set(key(request), { ...wanted, plugin: this.step.name });
    }
  }

  async #slot({ subject, predicateType, refuse }: StatementRequest): Promise<AttestationSlot> {
    const policy = await this.#session.policy(this.#image);
    return { predicateType, legacy: this.#isRoot(subject.digest), policy, refuse };
  }

  /** Those that no step of this chain asks for on the subject. */
  async #superseded(subject: Descriptor, types: readonly string[]): Promise<SupersededSlot[]> {
    const given = types.filter((predicateType) => !this.#promised.has(key({ subject, predicateType })));
    if (given.length === 0) return [];
    const policy = await this.#session.policy(this.#image);
    return given.map((predicateType) => ({ predicateType, policy }));
  }

  #note(request: StatementRequest, found: Pick<Attestation, 'digest' | 'logIndex' | 'stored'>): void {
    const { subject, predicateType } = request;
    const plugin = this.#promised.get(key(request))?.plugin ?? this.step.name;
    this.#written.set(key(request), { plugin, predicateType, subject: subject.digest, ...found });
  }

  /** The root alone has a legacy set: users' references lead there. */
  #isRoot(digest: string): boolean {
    return digest === this.#root.raw.descriptor.digest;
  }
}

function key({ subject, predicateType }: StatementRequest): string {
  return `${subject.digest} ${predicateType}`;
}

function worst(states: readonly Inspection[]): Inspection {
  if (states.includes('broken')) return 'broken';
  // Some there and some not: what is missing is attached, what is there stays.
  return states.includes('missing') ? 'missing' : 'complete';
}
