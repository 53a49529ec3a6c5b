import type { Fault } from './fault.ts';
import type { RecordedRequest } from './recorded-request.ts';

export interface RegistryAuth {
  username: string;
  password: string;
  /** `token`: a Bearer challenge whose realm is `/token` of the same server; tokens are scoped, and checked. */
  kind: 'basic' | 'token';
  /** Reading needs no credentials (with `token`: an anonymous token, as at Docker Hub and GHCR). Default: false. */
  anonymousPull?: boolean;
  /** How long an issued token is valid. Default: 300. */
  tokenSeconds?: number;
}

export interface RegistryOptions {
  /** Blob bytes go to files below this directory; default: into memory. Manifests and tags are always in memory. */
  directory?: string;
  /** `false`: 404 on `/referrers/` and no `OCI-Subject`, like GHCR and distribution 2.8. Default: true. */
  referrersApi?: boolean;
  /** Credentials that every request needs. Default: none. */
  auth?: RegistryAuth;
  /** A tag that exists cannot be moved or deleted: 409. Default: false. */
  immutableTags?: boolean;
  /** `false`: mounts are declined with 202, an ordinary upload session. Default: true. */
  mounts?: boolean;
  /** `false`: 405 for every DELETE of manifests, tags and blobs. Default: true. */
  deletes?: boolean;
  /** `true`: a manifest may name blobs and manifests that are not there. Default: 404 MANIFEST_BLOB_UNKNOWN, like distribution. */
  sparseManifests?: boolean;
  /** At most so many tags, or referrers, in one answer, with a `Link` to the next. Default: no limit. */
  pageSize?: number;
  /** Every request waits so long before it is looked at. Default: 0. */
  latencyMs?: number;
  /** Looks at each request before the registry does; a fault that it returns is carried out. */
  onRequest?: (request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>;
}
