import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pushImage, startSigstore } from '@multiarch-mirror/testing';
import { cosignUser } from '../../e2e/src/support/cosign.ts';
import { actionsEnvironment, workflowRun } from '../../e2e/src/support/github-actions.ts';
import { type DelayingProxy, startDelayingProxy } from './delay/delaying-proxy.ts';
import { smallImage } from './image.ts';
import { measure } from './measure.ts';
import { documents, sbomPlugin } from './predicates.ts';
import { Scene, type SceneOptions } from './scene.ts';

/** How many images are attested; each is one platform's manifest, so that nobody attests an index as well. */
export const imageCount = 50;
const tag = '1.0.0';

/** Forms in which `mirror` attests: what cosign 3 writes, and what is the default. */
export type Format = 'bundle' | 'both';

export interface AttestingOptions extends Omit<SceneOptions, 'program'> {
  registry: string;
  cosign: string;
  cli: string;
  signal: AbortSignal;
}

/** Two registries and a Sigstore, near or far, and images at the destination that nothing is attached to. */
export class AttestingScene implements AsyncDisposable {
  readonly #scene: Scene;
  readonly #options: AttestingOptions;
  readonly #services: { fulcio: string; rekor: string };
  readonly #closing: (() => Promise<void>)[];
  readonly #environment: () => Record<string, string>;
  readonly #trustedRoot: string;
  readonly #entries: () => number;

  private constructor(
    scene: Scene,
    options: AttestingOptions,
    sigstore: Awaited<ReturnType<typeof startSigstore>>,
    proxies: { fulcio: DelayingProxy; rekor: DelayingProxy } | undefined,
    user: Record<string, string>,
  ) {
    this.#scene = scene;
    this.#options = options;
    this.#services =
      proxies === undefined
        ? { fulcio: sigstore.fulcioUrl, rekor: sigstore.rekorUrl }
        : { fulcio: `http://${proxies.fulcio.host}`, rekor: `http://${proxies.rekor.host}` };
    this.#trustedRoot = sigstore.trustedRootPath;
    this.#entries = () => sigstore.entries().length;
    this.#environment = () => ({
      ...options.workplace.env,
      ...actionsEnvironment(sigstore),
      TUF_ROOT: user.TUF_ROOT ?? '',
      SIGSTORE_ID_TOKEN: sigstore.identityToken(),
    });
    this.#closing = [
      () => scene.close(),
      () => sigstore.close(),
      ...Object.values(proxies ?? {}).map((proxy) => () => proxy.close()),
    ];
  }

  static async open(options: AttestingOptions): Promise<AttestingScene> {
    const { registry, workplace, roundTrip = 0 } = options;
    const scene = await Scene.open({ program: registry, workplace, roundTrip });
    const sigstore = await startSigstore();
    const user = await cosignUser(options.cosign, sigstore, join(workplace.directory, `cosign-${roundTrip}`));
    const proxies = roundTrip === 0 ? undefined : await far(sigstore, roundTrip / 2);
    const attesting = new AttestingScene(scene, options, sigstore, proxies, user);
    await scene.renew();
    await scene.directly(async (open) => {
      for (let number = 0; number < imageCount; number += 1) {
        const [member] = (await smallImage(`attested ${number}`, 1)).members;
        if (member !== undefined) await pushImage(open('source', `up/app-${number}`), member, tag);
      }
    });
    return attesting;
  }

  /** What both tools find in their environment: the identity that a workflow's job has, with a token of this moment. */
  get env(): Readonly<Record<string, string>> {
    return this.#environment();
  }

  /** A new destination with all images, and nothing attached to any. */
  async renew(): Promise<void> {
    await this.#scene.renew();
    const { signal } = this.#options;
    await measure(await this.#mirror([], 'bundle'), { env: this.env, signal });
  }

  /** What `mirror` attests, with or without reading all of it back. */
  async mirror(format: Format, verified: boolean): Promise<[string, ...string[]]> {
    const { identity, issuer } = workflowRun;
    const verify = verified ? [{ use: 'verify', with: { identity, issuer } }] : [];
    const plugin = await sbomPlugin(this.#options.workplace.directory);
    return this.#mirror([plugin, 'cosign-sign', 'slsa-provenance', ...verify], format);
  }

  /** The same by the cosign command line, so many images at once. */
  async cosign(atOnce: number): Promise<[string, ...string[]]> {
    const { sbom, provenance1, provenance02 } = await documents(this.#options.workplace.directory);
    const { fulcio, rekor } = this.#services;
    const host = this.#scene.hosts.destination;
    const flags = [
      '--yes',
      '--use-signing-config=false',
      `--fulcio-url=${fulcio}`,
      `--rekor-url=${rekor}`,
      '--allow-http-registry',
    ].join(' ');
    const script = `set -e
image="$1/mirror/app-$2:${tag}"
"$3" sign ${flags} --identity-token "$SIGSTORE_ID_TOKEN" "$image"
attest() { "$3" attest ${flags} --identity-token "$SIGSTORE_ID_TOKEN" --type "$1" --predicate "$2" "$4"; }
attest spdxjson ${sbom} "$3" "$image"
attest slsaprovenance1 ${provenance1} "$3" "$image"
attest slsaprovenance ${provenance02} "$3" "$image"
`;
    const file = join(this.#options.workplace.directory, 'attest.sh');
    await writeFile(file, script);
    const loop = `seq 0 ${imageCount - 1} | xargs -P ${atOnce} -I{} bash ${file} ${host} {} ${this.#options.cosign}`;
    return ['bash', '-c', loop];
  }

  requests(): Promise<number> {
    return this.#scene.requests();
  }

  /** Entries of the transparency log so far. */
  entries(): number {
    return this.#entries();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closing) await close();
  }

  async #mirror(plugins: readonly unknown[], format: Format): Promise<[string, ...string[]]> {
    const { source, destination } = this.#scene.hosts;
    const { fulcio, rekor } = this.#services;
    const manifest = {
      version: 1,
      destination: `${destination}/mirror`,
      plugins,
      attestations: { format },
      sigstore: { fulcio, rekor, trustedRoot: this.#trustedRoot },
      images: Array.from({ length: imageCount }, (_, number) => ({
        source: `${source}/up/app-${number}`,
        platforms: 'all',
        tags: [tag],
      })),
    };
    const file = join(this.#options.workplace.directory, 'attesting.yaml');
    await writeFile(file, JSON.stringify(manifest, undefined, 2));
    return [process.execPath, this.#options.cli, 'run', '--config', file];
  }
}

/** Fulcio and the log behind proxies, too. */
async function far(sigstore: { fulcioUrl: string; rekorUrl: string }, oneWay: number) {
  const [fulcio, rekor] = await Promise.all([startDelayingProxy(oneWay), startDelayingProxy(oneWay)]);
  fulcio.lead(new URL(sigstore.fulcioUrl).host);
  rekor.lead(new URL(sigstore.rekorUrl).host);
  return { fulcio, rekor };
}
