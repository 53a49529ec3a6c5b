import { manifest } from '../manifest.ts';
import type { Scene } from '../scene.ts';

const explanations = {
  window:
    'The window takes the two highest releases, 2.0.0 and 1.4.1, leaves the release candidate out, and lets `latest` follow 2.0.0.',
  tag: 'Of the image, linux/amd64 and linux/arm64 are taken.',
};

/** Chapter 2: the manifest is written and shown. */
export async function writeManifest({ page, stage, upstream, selection }: Scene): Promise<void> {
  page.section('One file says what to mirror, and what has to be on every copy');
  const text = manifest(stage, upstream, selection);
  await stage.workspace.write('mirror.config.yaml', text);
  page.block(text.trimEnd().split('\n'));
  page.gap();
  page.text(
    `${explanations[selection]} Each copy gets an SBOM by Trivy, a signature, and provenance that says where it comes from; then it is read back and checked.`,
  );
}
