import { predicateTypes } from '@multiarch-mirror/attest/statements';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { VerifiedTag } from '../verify/verified-use.ts';

/** What a verified provenance of ours says of the image (docs/build-type.md). */
interface ProvenanceFacts {
  /** The repository that it was made for. */
  destination: string;
  /** Tags that were to point to it. */
  tags: string[];
  upstream: UpstreamReference[];
}

/** `buildDefinition` of SLSA provenance v1, as far as it is used here; it may be anybody's. */
interface BuildDefinition {
  externalParameters?: { destination?: unknown; tags?: unknown; source?: unknown };
  resolvedDependencies?: unknown;
}

/** Undefined where nothing of the kind was promised, or somebody else has made it. */
export function provenanceFacts({
  root,
  statement,
}: Pick<VerifiedTag, 'root' | 'statement'>): ProvenanceFacts | undefined {
  const request = { subject: root.raw.descriptor, predicateType: predicateTypes.slsaProvenance1 };
  const predicate = (statement(request)?.predicate ?? {}) as { buildDefinition?: BuildDefinition };
  const { externalParameters: { destination, tags, source } = {}, resolvedDependencies } =
    predicate.buildDefinition ?? {};
  if (typeof destination !== 'string' || !Array.isArray(tags)) return undefined;
  return {
    destination,
    tags: tags.filter((tag): tag is string => typeof tag === 'string'),
    upstream: upstreamOf(source, resolvedDependencies),
  };
}

/** What each source stood for: its digest is among the dependencies, under the source's reference. */
function upstreamOf(source: unknown, dependencies: unknown): UpstreamReference[] {
  const sources = (Array.isArray(source) ? source : []) as { reference?: string; platform?: string }[];
  const found = (Array.isArray(dependencies) ? dependencies : []) as {
    name?: string;
    digest?: Record<string, string>;
  }[];
  const upstream = sources.flatMap(({ reference, platform }): UpstreamReference[] => {
    const [pair] = Object.entries(found.find(({ name }) => name === reference)?.digest ?? {});
    if (reference === undefined || pair === undefined) return [];
    return [{ reference, digest: pair.join(':'), ...(platform !== undefined && { platform }) }];
  });
  // Half of an assembly says nothing.
  return upstream.length === sources.length ? upstream : [];
}
