import { collect, type Repository } from '@multiarch-mirror/oci';
import { expect } from 'vitest';
import { type BuiltArtifact, buildArtifact } from '../image/artifact.ts';
import { type Blob, blobOf } from '../image/blob.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';

export const user: { username: string; password: string } = {
  username: 'somebody',
  password: 'a secret of the tests',
};
const artifactType = 'application/x.test';
export const subject: BuiltArtifact = buildArtifact({ artifactType, annotations: { what: 'subject' } });
export const referrer: BuiltArtifact = buildArtifact({ artifactType, subject: subject.manifest.descriptor });
export const fresh: BuiltArtifact = buildArtifact({ artifactType, annotations: { what: 'fresh' } });
export const stored: Blob = blobOf('text/plain', 'some content '.repeat(20_000));
export const pushed: Blob = blobOf('text/plain', 'other content '.repeat(20_000));

export interface Operation {
  /** The requests that go wrong. */
  like: (request: RecordedRequest) => boolean;
  /** What comes back is right, or this throws. */
  run: (repository: Repository) => Promise<void>;
}

export type OperationName =
  | 'GET manifest'
  | 'GET manifest by tag'
  | 'HEAD manifest'
  | 'GET blob'
  | 'HEAD blob'
  | 'POST upload'
  | 'PUT upload'
  | 'PUT manifest'
  | 'GET tags'
  | 'GET referrers'
  | 'GET token';

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
  'GET blob': {
    like: ({ method, kind }) => method === 'GET' && kind === 'blob',
    run: async (repository) => {
      const bytes = await collect(await repository.blob(stored.descriptor), 1 << 20);
      expect(Buffer.from(bytes).toString()).toBe('some content '.repeat(20_000));
    },
  },
  'HEAD blob': {
    like: ({ method, kind }) => method === 'HEAD' && kind === 'blob',
    run: async (repository) => expect(await repository.hasBlob(stored.descriptor)).toBe(true),
  },
  'POST upload': {
    like: ({ method, kind }) => method === 'POST' && kind === 'upload',
    run: (repository) => pushedWhole(repository, pushed),
  },
  'PUT upload': {
    like: ({ method, kind }) => method === 'PUT' && kind === 'upload',
    run: (repository) => pushedWhole(repository, pushed),
  },
  'PUT manifest': {
    like: ({ method, kind }) => method === 'PUT' && kind === 'manifest',
    run: (repository) => repository.pushManifest(fresh.manifest, 'fresh'),
  },
  'GET tags': {
    like: ({ kind }) => kind === 'tags',
    run: async (repository) => expect(await repository.tags()).toEqual(['v1']),
  },
  'GET referrers': {
    like: ({ kind }) => kind === 'referrers',
    run: async (repository) => {
      const found = await repository.referrers(subject.manifest.descriptor.digest);
      if (found.length === 0) throw Object.assign(new Error('taken for no API'), { code: 'none' });
      expect(found.map(({ digest }) => digest)).toEqual([referrer.manifest.descriptor.digest]);
    },
  },
  'GET token': {
    like: ({ kind }) => kind === 'token',
    run: async (repository) => expect(await repository.tags()).toEqual(['v1']),
  },
};

async function pushedWhole(repository: Repository, { descriptor, open }: Blob): Promise<void> {
  await repository.pushBlob(descriptor, open);
}
