import { type Answer, emptyAnswer, jsonAnswer } from '../answer.ts';
import { type Exchange, methodNotAllowed } from '../exchange.ts';
import { pageOf } from '../page.ts';
import { RegistryError } from '../registry-error.ts';
import type { StoredManifest } from '../stored-repository.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';

/** distribution-spec, "Listing Referrers": end-12a and end-12b. An unknown subject has an empty list. */
export function answerReferrers(exchange: Exchange): Promise<Answer> {
  const { state, query, repository, reference } = exchange;
  if (state.options.referrersApi === 'elsewhere') {
    return Promise.resolve(
      emptyAnswer(302, { Location: `${exchange.otherOrigin}/elsewhere/referrers/${reference}` }),
    );
  }
  if (state.options.referrersApi === false) throw new RegistryError(404, 'UNSUPPORTED', 'no referrers API');
  if (exchange.method !== 'GET') throw methodNotAllowed(exchange);
  const artifactType = query.get('artifactType');
  const all = state.repositories.get(repository)?.referrers(reference) ?? [];
  const admitted = all
    .filter((manifest) => artifactType === null || manifest.artifactType === artifactType)
    .sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const path = `/v2/${repository}/referrers/${reference}`;
  const page = pageOf(admitted, (manifest) => manifest.digest, state.options.pageSize, path, query);
  return Promise.resolve(
    jsonAnswer(
      { schemaVersion: 2, mediaType: indexType, manifests: page.entries.map(descriptorOf) },
      {
        'Content-Type': indexType,
        ...(artifactType === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
        ...page.headers,
      },
    ),
  );
}

function descriptorOf({ mediaType, digest, bytes, artifactType, annotations }: StoredManifest): unknown {
  // JSON leaves out what is undefined.
  return { mediaType, digest, size: bytes.byteLength, artifactType, annotations };
}
