import { OciClient } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  type LocalSigstore,
  pushImage,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { createWorkspace, type MirrorEnded, type Workspace } from './workspace.ts';

/** A small image of two platforms, a registry without a referrers API for its copies, a Sigstore, and a place to run `mirror` in. */
export interface SmallScene {
  readonly registry: EmbeddedRegistry;
  /** Where the image comes from: the same registry, or one `apart`. */
  readonly upstream: EmbeddedRegistry;
  readonly sigstore: LocalSigstore;
  readonly workspace: Workspace;
  /** Digests of the index and of each platform. */
  readonly digests: readonly [index: string, ...platforms: string[]];
  /** The reference of a copy. */
  reference(name: string): string;
  /** Writes a manifest with these lines beside one image of this name, or several, and runs a command by it. */
  mirror(
    command: readonly string[],
    names: string | readonly string[],
    lines: string,
    env?: Readonly<Record<string, string>>,
  ): Promise<MirrorEnded>;
  close(): Promise<void>;
}

export async function setSmallScene(options: {
  programs?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  /** The image comes from another registry, so that its blobs have to be copied. */
  apart?: boolean;
}): Promise<SmallScene> {
  const registry = await startRegistry({ referrersApi: false });
  const upstream = options.apart === true ? await startRegistry() : registry;
  const sigstore = await startSigstore();
  const client = new OciClient();
  const images = await Promise.all(
    ['amd64', 'arm64'].map((architecture) =>
      buildImage({ platform: { os: 'linux', architecture }, files: { 'etc/arch': architecture } }),
    ),
  );
  const built = buildIndex(images);
  const source = { transport: 'registry', registry: upstream.host, path: 'upstream/app' } as const;
  await pushImage(client.repository(source, { writes: true }), built, '1.0.0');
  await client.close();
  const workspace = await createWorkspace({
    programs: options.programs ?? {},
    env: { SIGSTORE_ID_TOKEN: sigstore.identityToken(), ...options.env },
  });
  return {
    registry,
    upstream,
    sigstore,
    workspace,
    digests: [built.manifest.descriptor.digest, ...images.map(({ manifest }) => manifest.descriptor.digest)],
    reference: (name) => `${registry.host}/mirror/${name}`,
    mirror: async (command, names, lines, env) => {
      const images = [names].flat();
      const file = `${images[0]}.yaml`;
      await workspace.write(
        file,
        `version: 1
destination: ${registry.host}/mirror
${lines}
images:
${images.map((name) => `  - {name: ${name}, source: "${upstream.host}/upstream/app", tags: ["1.0.0"]}\n`).join('')}`,
      );
      return workspace.mirror([...command, '--config', file], env);
    },
    close: async () => {
      await Promise.all([registry.close(), upstream.close(), sigstore.close(), workspace.remove()]);
    },
  };
}
