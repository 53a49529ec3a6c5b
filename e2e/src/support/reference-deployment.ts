import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowClaims } from '@multiarch-mirror/testing';
import type { ProductionScene } from './production-scene.ts';
import { runBash } from './program.ts';
import { publishLayout } from './published-layout.ts';
import { upstreamLayout, type Version } from './upstream-image.ts';

/** What the reference project's workflow says of a build, as it puts it together: enough for cosign's `slsaprovenance`. */
const provenance = {
  builder: { id: 'https://github.com/this-is-tobi/multiarch-mirror' },
  buildType: 'https://github.com/this-is-tobi/multiarch-mirror/build@v1',
  invocation: { configSource: {}, parameters: { namespace: 'this-is-tobi/mirror' } },
  metadata: {
    buildInvocationId: '1',
    completeness: { parameters: true, environment: false, materials: false },
    reproducible: false,
  },
  materials: [],
};

/** Who attests what, and with which programs. */
export interface ReferenceJob {
  programs: { cosign: string; trivy: string };
  /** Below `ghcr.io`. */
  repository: string;
  version: Version;
  /** Whose token signs. Default: a workflow of the reference project. */
  identity?: WorkflowClaims;
}

/**
 * GHCR as the reference project's own workflow leaves it: the image under its tag, with the SBOM that Trivy makes of one platform, a
 * signature and a provenance, all by the cosign CLI.
 */
export async function attestAsReference(
  { internet, user }: Pick<ProductionScene, 'internet' | 'user'>,
  { programs, repository, version, identity = { workflow: '.github/workflows/build.yml' } }: ReferenceJob,
): Promise<void> {
  const { directory } = await upstreamLayout();
  await publishLayout(internet.ghcr, repository, directory, [version]);
  const job = await user(`reference-job-${randomUUID()}`, programs.cosign, { trivy: programs.trivy });
  const { username, password } = internet.user;
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  await writeFile(join(job.cwd, 'home', 'config.json'), JSON.stringify({ auths: { 'ghcr.io': { auth } } }));
  await writeFile(join(job.cwd, 'provenance.json'), JSON.stringify(provenance));
  const name = `ghcr.io/${repository}:${version}`;
  const ended = await runBash(
    `trivy image --quiet --image-src remote --format spdx-json --output sbom.json ${name}
cosign attest --yes --predicate sbom.json --type spdxjson ${name}
cosign sign --yes ${name}
cosign attest --yes --predicate provenance.json --type slsaprovenance ${name}`,
    { ...job, env: { ...job.env, SIGSTORE_ID_TOKEN: internet.sigstore.identityToken(identity) } },
  );
  if (ended.exitCode !== 0) throw new Error(`the reference job failed: ${ended.stdout}${ended.stderr}`);
}
