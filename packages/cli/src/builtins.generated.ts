// Written by `npm run schema` from the folders packages/plugin-*.
import type { BuiltinPlugins } from '@multiarch-mirror/core/manifest';

/** The plugins that a bare name in a manifest stands for; each is loaded when a chain uses it. */
export const builtins: BuiltinPlugins = {
  'cosign-policy': () => import('@multiarch-mirror/plugin-cosign-policy'),
  'cosign-sign': () => import('@multiarch-mirror/plugin-cosign-sign'),
  'github-attestations': () => import('@multiarch-mirror/plugin-github-attestations'),
  'slsa-provenance': () => import('@multiarch-mirror/plugin-slsa-provenance'),
  'trivy-sbom': () => import('@multiarch-mirror/plugin-trivy-sbom'),
  verify: () => import('@multiarch-mirror/plugin-verify'),
  'vulnerability-gate': () => import('@multiarch-mirror/plugin-vulnerability-gate'),
};
