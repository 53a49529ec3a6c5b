import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CredentialSource, Signer, Trust, VerificationPolicy } from '@multiarch-mirror/attest';
import {
  BlobLedger,
  formatRepository,
  LayoutRepository,
  OciClient,
  type RepositoryName,
} from '@multiarch-mirror/oci';
import type { Config, ImageConfig } from '../config/config.ts';
import { ContentShelf } from '../image/content-shelf.ts';
import { stableJson } from '../plugin/chain.ts';
import type { SigningOptions } from '../plugin/run-context.ts';
import { recordLocation } from '../record/record-location.ts';
import { RecordStore } from '../record/record-store.ts';
import { addStatistics } from './add-statistics.ts';
import { clientOptions } from './client-options.ts';
import { verificationPolicy } from './identity.ts';
import { loadChains } from './load-chains.ts';
import { memoize, once } from './memoize.ts';
import type { Session } from './session.ts';
import type { SessionOptions } from './session-options.ts';
import { sharedContext } from './shared-context.ts';
import { openSigner, openTrust } from './signer.ts';
import { openKey, readKey } from './signing-key.ts';
import { TemporaryDirectory } from './temporary-directory.ts';

const blobCounts = ['blobsCopied', 'blobsMounted', 'blobsPresent'] as const;

/**
 * Loads and checks every chain of the manifest and prepares what its images share. Nothing is asked of any registry yet.
 * @throws MirrorError with file and line for a plugin that cannot be loaded, options that its schema refuses, a chain out of order
 */
export async function openSession(config: Config, options: SessionOptions): Promise<Session> {
  const { signal, log, environment = process.env } = options;
  const shared = sharedContext(config.directory, options);
  const { exec, invocation } = shared;
  const chains = await loadChains(config, options.builtins, shared);

  const client = new OciClient(clientOptions(config, signal));
  const strangers = {
    known: once(() => new OciClient(clientOptions(config, signal))),
    anonymous: once(() => new OciClient(clientOptions(config, signal, 'anonymous'))),
  };
  const blobs = { blobsCopied: 0, blobsMounted: 0, blobsPresent: 0 };
  const records = new Map<string, RecordStore>();
  const base = await mkdtemp(join(tmpdir(), 'mirror-'));
  const surroundings = { directory: config.directory, environment, exec };
  const credential = memoize<SigningOptions, CredentialSource>(stableJson, (signing) =>
    openKey(signing, surroundings),
  );
  const policy = memoize<ImageConfig, VerificationPolicy>(
    (image) => stableJson([chains.of(image).identity ?? null, chains.of(image).signing]),
    (image) => {
      const { identity: chosen, signing } = chains.of(image);
      return verificationPolicy({
        chosen,
        invocation,
        issuer: config.sigstore.issuer,
        readKey: (key) => readKey(key, surroundings),
        credential: signing.mode === 'keyless' ? undefined : () => credential(signing),
      });
    },
  );
  const entries = once(() => Map.groupBy(config.images, (image) => formatRepository(image.repository)));
  const entriesOf = (filled: RepositoryName) => entries().get(formatRepository(filled)) ?? [];
  /** Of all entries that fill a repository. Those without one attest nothing. */
  const policies = async (filled: RepositoryName): Promise<VerificationPolicy[]> => {
    const found = await Promise.allSettled(entriesOf(filled).map((image) => policy(image)));
    return found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  };
  const trust = memoize<void, Trust>(
    () => 'trust',
    () => openTrust(config.sigstore, config.directory, join(base, 'tuf')),
  );
  const signer = memoize<ImageConfig, Signer>(
    (image) => stableJson(chains.of(image).signing),
    (image) => {
      const { signing } = chains.of(image);
      return openSigner(config, {
        environment,
        signal,
        signing,
        trust,
        credential: () => credential(signing),
      });
    },
  );
  const { rekor } = config.sigstore;
  const repository = (name: RepositoryName, image?: ImageConfig) =>
    client.repository(name, { transport: image?.transport ?? 'native' });
  const destination = (name: RepositoryName, image?: ImageConfig) =>
    client.repository(name, { writes: options.writes ?? false, transport: image?.transport ?? 'native' });

  return {
    config,
    signal,
    log,
    exec,
    tools: shared.tools,
    format: config.attestations.format,
    ledger: new BlobLedger(),
    shelf: new ContentShelf(new LayoutRepository(join(base, 'shelf'))),
    upstream: repository,
    destination,
    stranger: (name, anonymous) => (anonymous ? strangers.anonymous() : strangers.known()).repository(name),
    upstreamTags: memoize(formatRepository, (name: RepositoryName) => repository(name).tags()),
    entriesOf,
    chain: (image: ImageConfig) => chains.of(image),
    record: (name) => {
      const subject = formatRepository(name);
      const location = recordLocation(config.destination, name);
      const store =
        records.get(subject) ?? new RecordStore(destination(location.repository), location, subject);
      records.set(subject, store);
      return store;
    },
    attestations: memoize(
      (image: ImageConfig) => formatRepository(image.repository),
      async (image: ImageConfig) => {
        // Only now: a run that has nothing to look at there need not load what verifies.
        const { AttestationStore } = await import('@multiarch-mirror/attest');
        return new AttestationStore({
          repository: destination(image.repository, image),
          format: config.attestations.format,
          trust: await trust(),
          policies: await policies(image.repository),
          ...(rekor !== undefined && { rekorUrl: rekor }),
        });
      },
    ),
    policy,
    policies,
    trust,
    signer,
    temporaryDirectory: () => new TemporaryDirectory(base),
    countCopy: (result) => {
      for (const key of blobCounts) blobs[key] += result[key];
    },
    transfer: () => {
      const clients = [client, strangers.known.value, strangers.anonymous.value];
      return { ...addStatistics(clients.flatMap((used) => used?.statistics ?? [])), ...blobs };
    },
    close: async () => {
      await Promise.all([client.close(), strangers.known.value?.close(), strangers.anonymous.value?.close()]);
      await rm(base, { recursive: true, force: true });
    },
  };
}
