import {
  definePlugin,
  type ImageContext,
  type Plugin,
  type StatementRequest,
} from '@multiarch-mirror/core/plugin';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import { checkSize, identify } from './bundle.ts';
import { createGithub, type Github, type Listing, noDigest } from './github.ts';
import { type GithubAttestationsOptions, schema } from './options.ts';

/** Hands every bundle that the chain has attached to GitHub's attestations API, before any tag moves. */
const plugin: Plugin<GithubAttestationsOptions> = definePlugin<GithubAttestationsOptions>({
  name: 'github-attestations',
  schema,
  create({ repository, subjects = 'all' }, run) {
    const { environment } = run;
    /** @throws MirrorError MIRROR_GITHUB_REPOSITORY */
    const open = (): Github =>
      createGithub({
        url: environment.GITHUB_API_URL ?? 'https://api.github.com',
        repository: repository ?? currentRepository(environment),
        token: tokenOf(environment),
        signal: run.signal,
      });
    const wanted = (image: ImageContext): StatementRequest[] =>
      image.promised.filter(({ subject }) => subjects === 'all' || subject.digest === image.root.digest);
    return {
      fingerprint: () => JSON.stringify([repository, subjects]),
      // Whether the token is one; whether it may write shows when it does.
      check: async () => {
        if (tokenOf(environment) === undefined) throw noToken();
        await using github = open();
        await github.list(noDigest);
      },
      inspect: async (image) => {
        await using github = open();
        const listings = new Map<string, Listing>();
        for (const { subject, predicateType } of wanted(image)) {
          const { digest } = subject;
          const listing = listings.get(digest) ?? (await github.list(digest));
          listings.set(digest, listing);
          const stands = listing.bundles.some((bundle) => bundle.predicateType === predicateType);
          if (!stands && !(await isElsewhere(github, listing, digest, predicateType))) return 'missing';
        }
        return 'complete';
      },
      verify: async (image) => {
        const requests = wanted(image);
        if (requests.length === 0) return;
        await using github = open();
        const back = await image.readBack();
        const listings = new Map<string, Listing>();
        for (const request of requests) {
          const { digest } = request.subject;
          // Verified once more: what GitHub is given is what users find at the destination.
          const bundle = await back.bundle(request);
          const identity = identify(bundle);
          // Some formats store no bundle on a subject.
          if (identity === undefined) continue;
          const listing = listings.get(digest) ?? (await github.list(digest));
          listings.set(digest, listing);
          if (
            listing.bundles.some(
              ({ signature, predicateType }) =>
                signature === identity.signature && predicateType === identity.predicateType,
            )
          )
            continue;
          if (await isElsewhere(github, listing, digest, identity.predicateType)) continue;
          checkSize(bundle, `the attestation ${identity.predicateType} of ${image.reference}@${digest}`);
          await github.post(bundle);
        }
      },
    };
  },
});

export default plugin;

/** Where GitHub keeps a bundle elsewhere and says only that it is there, one of the type is taken for ours. */
async function isElsewhere(
  github: Github,
  listing: Listing,
  digest: string,
  predicateType: string,
): Promise<boolean> {
  return listing.opaque && (await github.list(digest, predicateType)).opaque;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A secret from here on. */
function tokenOf({ GITHUB_TOKEN: token }: Environment): string | undefined {
  registerSecret(token);
  return token === '' ? undefined : token;
}

function noToken(): MirrorError {
  return new MirrorError('MIRROR_GITHUB_TOKEN', 'github-attestations needs GITHUB_TOKEN, which is not set', {
    hint: "Give the step the job's token as GITHUB_TOKEN, and the job `permissions: attestations: write`.",
  });
}

/** @throws MirrorError MIRROR_GITHUB_REPOSITORY outside of a workflow */
function currentRepository({ GITHUB_REPOSITORY: name }: Environment): string {
  if (name !== undefined && name !== '') return name;
  throw new MirrorError('MIRROR_GITHUB_REPOSITORY', 'nothing says which repository keeps the attestations', {
    hint: 'Set `repository` of github-attestations to owner/name.',
  });
}
