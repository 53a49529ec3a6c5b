import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductionScene } from './production-scene.ts';
import { runBash } from './program.ts';
import { publishLayout } from './published-layout.ts';
import { upstreamLayout, type Version } from './upstream-image.ts';

const image = 'ghcr.io/this-is-tobi/mirror/mattermost';

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

/**
 * GHCR as the reference project's own workflow leaves it: the image under its tag, with the SBOM that Trivy makes of one platform, a
 * signature and a provenance, all by the cosign CLI with the identity of that workflow.
 */
export async function attestAsReference(
  scene: ProductionScene,
  programs: { cosign: string; trivy: string },
  version: Version,
): Promise<void> {
  const { internet, workspace } = scene;
  const { directory } = await upstreamLayout();
  await publishLayout(internet.ghcr, 'this-is-tobi/mirror/mattermost', directory, [version]);
  const job = await scene.user('reference-job', programs.cosign, { trivy: programs.trivy });
  const docker = join(job.cwd, 'docker');
  await mkdir(docker);
  const { username, password } = internet.user;
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  await writeFile(join(docker, 'config.json'), JSON.stringify({ auths: { 'ghcr.io': { auth } } }));
  await writeFile(join(job.cwd, 'provenance.json'), JSON.stringify(provenance));
  const name = `${image}:${version}`;
  const ended = await runBash(
    `trivy image --quiet --image-src remote --format spdx-json --output sbom.json ${name}
cosign attest --yes --predicate sbom.json --type spdxjson ${name}
cosign sign --yes ${name}
cosign attest --yes --predicate provenance.json --type slsaprovenance ${name}`,
    {
      cwd: job.cwd,
      env: {
        ...job.env,
        DOCKER_CONFIG: docker,
        TMPDIR: workspace.env.TMPDIR ?? '',
        SIGSTORE_ID_TOKEN: internet.sigstore.identityToken({ workflow: '.github/workflows/build.yml' }),
      },
    },
  );
  if (ended.exitCode !== 0) throw new Error(`the reference job failed: ${ended.stdout}${ended.stderr}`);
}
