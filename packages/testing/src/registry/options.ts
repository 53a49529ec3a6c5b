import type { Fault } from './fault.ts';
import type { RecordedRequest } from './recorded-request.ts';

export interface RegistryAuth {
  username: string;
  password: string;
  /** `token`: a Bearer challenge whose realm is `/token` of the same server; tokens are scoped, and checked. */
  kind: 'basic' | 'token';
  /** Reading needs no credentials (with `token`: an anonymous token, as at Docker Hub and GHCR). Default: false. */
  anonymousPull?: boolean;
  /** With `token`: further passwords of the same user, good for pulls alone, as a job's token without `packages: write` is to GHCR. */
  readers?: readonly string[];
  /** How long an issued token is valid. Default: 300. */
  tokenSeconds?: number;
  /** With `token`: what OAuth2's `grant_type=refresh_token` takes for these credentials, as ACR's helper hands it out. */
  refreshToken?: string;
  /** With `token`: one of `tokenPaths`, or an address whose path is one. Default: `/token`. */
  realm?: string;
  /** With `token`, as the challenge names it. Default: `embedded registry`. */
  service?: string;
}

/** So many GETs of manifests in all, as Docker Hub counts pulls: then 429. HEADs are free. */
export interface PullLimit {
  pulls: number;
  windowSeconds: number;
}

/** So many requests in each window: then a refusal, by 403 with the wait in its words, like GHCR, or by 429 without one, like Quay. */
export interface BurstLimit {
  requests: number;
  milliseconds: number;
  status: 403 | 429;
}

export interface RegistryOptions {
  /** Blob bytes go to files below this directory; default: into memory. Manifests and tags are always in memory. */
  directory?: string;
  /**
   * `false`: 404 on `/referrers/` and no `OCI-Subject`, like distribution 2.8; `'elsewhere'`: the same, but `/referrers/` leads
   * to a page of another origin, like GHCR. Default: true.
   */
  referrersApi?: boolean | 'elsewhere';
  /** Credentials that every request needs. Default: none. */
  auth?: RegistryAuth;
  /** `false`: `?tag=` beside a digest is passed over, as by every registry of the distribution-spec 1.1. Default: true. */
  tagParameter?: boolean;
  /** A tag that exists cannot be moved or deleted: 409; `'strict'`: nor pushed again as it is, like ECR. Default: false. */
  immutableTags?: boolean | 'strict';
  /**
   * `false`: mounts are declined with 202, an ordinary upload session; `'named'`: one without `from` is 400, like Quay;
   * `'guarded'`: one from a repository that is not there is 401, like Harbor. Default: true.
   */
  mounts?: boolean | 'named' | 'guarded';
  /**
   * `false`: PATCH is 405, like GAR; a number: a PATCH with `Content-Range` that is larger is 416, like GHCR. Default: true.
   * `POST` and `PUT` without a PATCH between them are taken always.
   */
  chunks?: boolean | number;
  /** What a PATCH is answered with. Default: 202; ECR says 201. */
  chunkStatus?: 201 | 202;
  /**
   * GETs of blobs lead by a signed address to another origin, which refuses a request with `Authorization`: this server under its
   * other name on loopback, or the host that is named, where `handler` has to be mounted too. Default: false.
   */
  blobsElsewhere?: boolean | string;
  /** `false`: what is pushed into a repository that `createRepository` has not made is 404, like ECR. Default: true. */
  newRepositories?: boolean;
  /** `false`: a manifest with a subject is 405, like ECR at times. Default: true. */
  subjects?: boolean;
  /** `false`: an OCI index with children of Docker's types is 400, like GAR and, before, Quay. Default: true. */
  mixedIndexes?: boolean;
  /** The tag `sha256-HEX` stands for the manifest of that digest where nobody has set it, like GitLab. Default: false. */
  digestTags?: boolean;
  pullLimit?: PullLimit;
  burstLimit?: BurstLimit;
  /** A PUT or PATCH of more bytes of a blob is 413, as of a proxy that limits bodies. Default: no limit. */
  bodyLimit?: number;
  /** A manifest that is put while another one is, is denied the first time, like GHCR at times. Default: false. */
  flakyPuts?: boolean;
  /** `false`: blobs and manifests are kept under the digest that the client names, unseen, as some registries do. Default: true. */
  checksDigests?: boolean;
  /** Headers of every answer. */
  headers?: Record<string, string>;
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
