import { collect, type Repository } from '@multiarch-mirror/oci';
import { expect } from 'vitest';
import { type BuiltArtifact, buildArtifact } from '../image/artifact.ts';
import { type Blob, blobOf } from '../image/blob.ts';
import type { Fault } from '../registry/fault.ts';
import type { RegistryOptions } from '../registry/options.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';

export const user: { username: string; password: string } = {
  username: 'somebody',
  password: 'a secret of the tests',
};
const artifactType = 'application/x.test';
export const subject: BuiltArtifact = buildArtifact({ artifactType, annotations: { what: 'subject' } });
export const referrers: BuiltArtifact[] = ['a', 'b'].map((note) =>
  buildArtifact({ artifactType, subject: subject.manifest.descriptor, annotations: { note } }),
);
export const fresh: BuiltArtifact = buildArtifact({ artifactType, annotations: { what: 'fresh' } });
export const doomed: BuiltArtifact = buildArtifact({ artifactType, annotations: { what: 'doomed' } });
export const stored: Blob = blobOf('text/plain', 'some content '.repeat(20_000));
/** From 1 MiB on a blob's bytes go past the HTTP parser. */
export const large: Blob = blobOf('text/plain', 'much content '.repeat(200_000));
export const pushed: Blob = blobOf('text/plain', 'other content '.repeat(20_000));

export interface Operation {
  /** The requests that go wrong. */
  like: (request: RecordedRequest) => boolean;
  /** What comes back is right, or this throws. */
  run: (repository: Repository) => Promise<void>;
  /** How the registry is for it. */
  options?: RegistryOptions;
  /** What becomes of the other requests. */
  others?: (request: RecordedRequest) => Fault | undefined;
}

export type OperationName =
  | 'GET manifest'
  | 'GET manifest by tag'
  | 'HEAD manifest'
  | 'GET blob'
  | 'GET large blob'
  | 'GET rest of blob'
  | 'HEAD blob'
  | 'POST upload'
  | 'POST mount'
  | 'PUT upload'
  | 'PUT manifest'
  | 'DELETE manifest'
  | 'GET tags'
  | 'GET more tags'
  | 'GET referrers'
  | 'GET more referrers'
  | 'GET token';

const isBlob = ({ method, kind }: RecordedRequest): boolean => method === 'GET' && kind === 'blob';

/** One of each kind of request that a client makes. */
export const operations: Record<OperationName, Operation> = {
  'GET manifest': {
    like: ({ method, kind }) => method === 'GET' && kind === 'manifest',
    run: async (repository) => {
      const { bytes } = await repository.manifest(subject.manifest.descriptor.digest);
      expect(Buffer.from(bytes)).toEqual(Buffer.from(subject.manifest.bytes));
    },
  },
  'GET manifest by tag': {
    like: ({ method, kind }) => method === 'GET' && kind === 'manifest',
    run: async (repository) => {
      const { bytes } = await repository.manifest('v1');
      expect(Buffer.from(bytes)).toEqual(Buffer.from(subject.manifest.bytes));
    },
  },
  'HEAD manifest': {
    like: ({ method, kind }) => method === 'HEAD' && kind === 'manifest',
    run: async (repository) => {
      expect(await repository.resolve('v1')).toEqual(subject.manifest.descriptor);
    },
  },
  'GET blob': { like: isBlob, run: (repository) => isRead(repository, stored) },
  'GET large blob': { like: isBlob, run: (repository) => isRead(repository, large) },
  'GET rest of blob': {
    like: (request) => isBlob(request) && request.headers.range !== undefined,
    run: (repository) => isRead(repository, large),
    // The first answer breaks off, so that there is a rest to be asked for.
    others: (request) => (isBlob(request) ? { kind: 'truncate' } : undefined),
  },
  'HEAD blob': {
    like: ({ method, kind }) => method === 'HEAD' && kind === 'blob',
    run: async (repository) => expect(await repository.hasBlob(stored.descriptor)).toBe(true),
  },
  'POST upload': {
    like: ({ method, kind }) => method === 'POST' && kind === 'upload',
    run: (repository) => isPushed(repository, pushed),
  },
  'POST mount': {
    like: ({ method, query }) => method === 'POST' && query.has('mount'),
    run: async (repository) => {
      const from = { ...repository.name, path: 'other' };
      if (!(await repository.mountBlob(pushed.descriptor, from))) await isPushed(repository, pushed);
    },
  },
  'PUT upload': {
    like: ({ method, kind }) => method === 'PUT' && kind === 'upload',
    run: (repository) => isPushed(repository, pushed),
  },
  'PUT manifest': {
    like: ({ method, kind }) => method === 'PUT' && kind === 'manifest',
    run: (repository) => repository.pushManifest(fresh.manifest, 'fresh'),
  },
  'DELETE manifest': {
    like: ({ method }) => method === 'DELETE',
    run: async (repository) => {
      if (await repository.deleteManifest(doomed.manifest.descriptor.digest)) return;
      throw Object.assign(new Error('it does not delete'), { code: 'refused' });
    },
  },
  'GET tags': {
    like: ({ kind }) => kind === 'tags',
    run: async (repository) => expect(await repository.tags()).toEqual(['v1', 'v2']),
  },
  'GET more tags': {
    like: ({ kind, query }) => kind === 'tags' && query.has('last'),
    run: async (repository) => expect(await repository.tags()).toEqual(['v1', 'v2']),
    options: { pageSize: 1 },
  },
  'GET referrers': { like: ({ kind }) => kind === 'referrers', run: areListed },
  'GET more referrers': {
    like: ({ kind, query }) => kind === 'referrers' && query.has('last'),
    run: areListed,
    options: { pageSize: 1 },
  },
  'GET token': {
    like: ({ kind }) => kind === 'token',
    run: async (repository) => expect(await repository.tags()).toEqual(['v1', 'v2']),
  },
};

async function isRead(repository: Repository, { descriptor, open }: Blob): Promise<void> {
  const bytes = await collect(await repository.blob(descriptor), 1 << 22);
  expect(Buffer.from(bytes).equals(Buffer.from(await collect(await open(), 1 << 22)))).toBe(true);
}

async function isPushed(repository: Repository, { descriptor, open }: Blob): Promise<void> {
  await repository.pushBlob(descriptor, open);
}

async function areListed(repository: Repository): Promise<void> {
  const found = await repository.referrers(subject.manifest.descriptor.digest);
  if (found.length === 0) throw Object.assign(new Error('taken for no API'), { code: 'none' });
  const listed = (entries: { digest: string }[]): string[] => entries.map(({ digest }) => digest).toSorted();
  expect(listed(found)).toEqual(listed(referrers.map(({ manifest }) => manifest.descriptor)));
}
