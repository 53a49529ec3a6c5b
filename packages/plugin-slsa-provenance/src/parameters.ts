import type { ImageContext, Invocation } from '@multiarch-mirror/core/plugin';

/** The external parameters, each documented in `docs/build-type.md`. */
export interface Parameters {
  source: { reference: string; platform?: string }[];
  destination: string;
  registry?: string;
  namespace?: string;
  version?: string;
  tags: string[];
  platforms: string[];
  missingPlatforms?: string[];
  workflow?: Workflow;
}

/** Which workflow ran, as GitHub names it. */
interface Workflow {
  repository?: string;
  ref?: string;
  path?: string;
}

/** What somebody outside of the run decided: the manifest, and who started the workflow. */
export function parameters(image: ImageContext, invocation: Invocation): Parameters {
  const { repository, tags, platforms, missingPlatforms } = image;
  const [version] = tags;
  const ran = workflow(invocation);
  return {
    source: image.upstream.map(({ reference, platform }) =>
      platform === undefined ? { reference } : { reference, platform },
    ),
    destination: image.reference,
    ...(repository.transport === 'registry'
      ? { registry: repository.registry, namespace: repository.path.split('/').slice(0, -1).join('/') }
      : {}),
    ...(version === undefined ? {} : { version }),
    tags: [...tags],
    platforms: platforms.map(({ platform }) => platform),
    ...(missingPlatforms.length === 0 ? {} : { missingPlatforms: [...missingPlatforms] }),
    ...(ran === undefined ? {} : { workflow: ran }),
  };
}

/** The path is what stands between the repository and the ref: `https://github.com/OWNER/REPO/PATH@REF`. */
function workflow({ repository, ref, workflow: uri }: Invocation): Workflow | undefined {
  const path = uri === undefined ? undefined : /^https:\/\/[^/]+\/[^/]+\/[^/]+\/([^@]+)/.exec(uri)?.[1];
  if (repository === undefined && ref === undefined && path === undefined) return undefined;
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(ref === undefined ? {} : { ref }),
    ...(path === undefined ? {} : { path }),
  };
}
