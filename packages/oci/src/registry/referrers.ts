import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { headerOf } from '../http/request.ts';
import { parseImageIndex, type RawManifest, referrerOf } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';
import { readFallbackIndex, writeFallbackIndex } from './fallback-index.ts';
import { deleteManifest, putManifest } from './manifests.ts';
import { allPages, nextPage } from './page-list.ts';

const listLimit = 16 * 1024 * 1024;

/**
 * The referrers of one repository's manifests, by the API or by the fallback index: which of the two is found out once for a
 * registry. No filter is asked for: a registry may apply it, or not, or wrongly.
 */
export class Referrers {
  readonly #context: RepositoryContext;

  constructor(context: RepositoryContext) {
    this.#context = context;
  }

  async list(digest: string): Promise<Descriptor[]> {
    const { entries } = await this.#read(digest);
    return entries;
  }

  /** Puts what is not listed yet, and sees to it that everything is listed. The caller runs one call at a time for a subject. */
  async push(subject: Descriptor, manifests: RawManifest[], remove: string[]): Promise<void> {
    const ours = manifests.map((manifest) => referrerOf(subject, manifest));
    const { entries, fallback } = await this.#read(subject.digest);
    const listed = new Set(entries.map(({ digest }) => digest));
    const unlisted = manifests.filter(({ descriptor }) => !listed.has(descriptor.digest));
    let maintained = this.#context.abilities.referrersApi === true;
    for (const manifest of unlisted) {
      const { listsReferrers } = await putManifest(this.#context, manifest);
      if (listsReferrers) maintained = true;
    }
    if (!maintained) {
      // What was read before the manifests were put may be old by now, and would take away what others wrote since.
      const known = unlisted.length === 0 ? { index: fallback } : undefined;
      await writeFallbackIndex(this.#context, subject.digest, ours, remove, known);
      return;
    }
    this.#context.abilities.referrersApi = true;
    for (const digest of remove) if (listed.has(digest)) await this.#delete(digest);
  }

  async #read(digest: string): Promise<{ entries: Descriptor[]; fallback: RawManifest | undefined }> {
    const listed = this.#context.abilities.referrersApi === false ? undefined : await this.#listByApi(digest);
    if (listed !== undefined) return { entries: listed, fallback: undefined };
    const fallback = await readFallbackIndex(this.#context, digest);
    return { entries: fallback === undefined ? [] : parseImageIndex(fallback).manifests, fallback };
  }

  async #delete(digest: string): Promise<void> {
    if (await deleteManifest(this.#context, digest)) return;
    const { registry, path } = this.#context.name;
    throw ociError('MIRROR_REFERRER_NOT_REMOVED', `the registry does not delete the referrer ${digest}`, {
      hint: 'Delete it by the registry’s own means, or enable deletion there.',
      place: { registry, reference: `${registry}/${path}@${digest}` },
    });
  }

  /** `undefined` where there is no such API: it counts only with a 200 and an index, and redirects (GHCR) are not followed. */
  async #listByApi(digest: string): Promise<Descriptor[] | undefined> {
    const context = this.#context;
    const { abilities, endpoint, transport } = context;
    try {
      const entries = await about(context, digest, () =>
        allPages(context, apiUrl(context, `referrers/${digest}`), (url) =>
          transport.send(
            {
              endpoint,
              kind: 'referrers',
              method: 'GET',
              url,
              scopes: pullScope(context),
              headers: { accept: mediaTypes.ociIndex },
              accepts: [301, 302, 303, 307, 308],
            },
            async (response) => {
              const type = headerOf(response, 'content-type')?.split(';')[0]?.trim();
              if (response.status !== 200 || type !== mediaTypes.ociIndex) throw new NoReferrersApi();
              const bytes = await collect(response.body, listLimit);
              const descriptor = { mediaType: mediaTypes.ociIndex, digest: '', size: bytes.length };
              const { manifests } = parseImageIndex({ descriptor, bytes });
              return { items: manifests, next: await nextPage(context, response) };
            },
          ),
        ),
      );
      abilities.referrersApi = true;
      return entries;
    } catch (error) {
      if (error instanceof NoReferrersApi) {
        abilities.referrersApi = false;
        return undefined;
      }
      if (!(error instanceof RegistryError) || error.transient) throw error;
      const { status = 0 } = error;
      if (status < 400 || status === 401) throw error;
      // A repository that is not there yet says nothing about the registry.
      if (!error.registryCodes.includes('NAME_UNKNOWN') && status !== 403) abilities.referrersApi = false;
      return undefined;
    }
  }
}

class NoReferrersApi extends Error {}
