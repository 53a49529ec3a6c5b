import { createHash } from 'node:crypto';
import type { Registry } from '@multiarch-mirror/testing';

interface Described {
  digest: string;
  size: number;
}

interface Document {
  manifests?: Described[];
  layers?: Described[];
}

type Json = Record<string, unknown>;

/**
 * Changes what has been signed in all that is attached to a digest, and nothing else: the statement of each bundle below the fallback
 * index, of each envelope in `.att`, and the payload of `.sig`. The signatures stay as they were.
 */
export async function tamperWithAll(registry: Registry, repository: string, digest: string): Promise<void> {
  const stored = registry.repository(repository);
  const change = async (tag: string, changed: (text: string) => string): Promise<void> => {
    const target = stored.tags.get(tag);
    if (target !== undefined) await rewrite(registry, repository, target, changed, tag);
  };
  const name = digest.replace(':', '-');
  await change(name, (text) => {
    const bundle = JSON.parse(text) as { dsseEnvelope: Json };
    return JSON.stringify({ ...bundle, dsseEnvelope: otherPayload(bundle.dsseEnvelope) });
  });
  await change(`${name}.att`, (text) => JSON.stringify(otherPayload(JSON.parse(text) as Json)));
  await change(`${name}.sig`, (text) =>
    JSON.stringify({ ...(JSON.parse(text) as Json), optional: { x: 'y' } }),
  );
}

/** Puts a manifest or index there whose layers, or whose members' layers, hold something else. */
async function rewrite(
  registry: Registry,
  repository: string,
  digest: string,
  changed: (text: string) => string,
  tag?: string,
): Promise<Described> {
  const manifest = registry.repository(repository).manifests.get(digest);
  if (manifest === undefined) throw new Error(`there is no ${digest}`);
  const document = JSON.parse(Buffer.from(manifest.bytes).toString()) as Document;
  for (const member of document.manifests ?? [])
    Object.assign(member, await rewrite(registry, repository, member.digest, changed));
  for (const layer of document.layers ?? []) {
    const bytes = Buffer.from(changed((await registry.readBlob(layer.digest)).toString()));
    Object.assign(layer, { digest: await registry.putBlob(repository, bytes), size: bytes.byteLength });
  }
  const bytes = Buffer.from(JSON.stringify(document));
  registry.putManifest(repository, bytes, {
    mediaType: manifest.mediaType,
    ...(tag === undefined ? {} : { tag }),
  });
  const sum = createHash('sha256').update(bytes).digest('hex');
  return { digest: `sha256:${sum}`, size: bytes.byteLength };
}

/** The envelope around the same statement with another predicate. */
function otherPayload(envelope: Json): Json {
  const statement = JSON.parse(Buffer.from(String(envelope.payload), 'base64').toString()) as Json;
  const other = { ...statement, predicate: { ...(statement.predicate as Json), tampered: true } };
  return { ...envelope, payload: Buffer.from(JSON.stringify(other)).toString('base64') };
}

/** Gives a digest what is attached to another one, in both sets. */
export function swapAttestations(registry: Registry, repository: string, to: string, from: string): void {
  const { tags } = registry.repository(repository);
  for (const suffix of ['', '.sig', '.att']) {
    const other = tags.get(`${from.replace(':', '-')}${suffix}`);
    if (other === undefined) throw new Error(`nothing is attached to ${from}`);
    tags.set(`${to.replace(':', '-')}${suffix}`, other);
  }
}
