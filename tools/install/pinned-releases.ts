import type { Tool } from './tool.ts';

const github = 'https://github.com';
const trivy = `${github}/aquasecurity/trivy/releases/download/v0.74.0`;
const cosign = `${github}/sigstore/cosign/releases/download/v3.1.2`;
const cosign2 = `${github}/sigstore/cosign/releases/download/v2.6.4`;
const oras = `${github}/oras-project/oras/releases/download/v1.3.3`;
const crane = `${github}/google/go-containerregistry/releases/download/v0.21.9`;
const actionlint = `${github}/rhysd/actionlint/releases/download/v1.7.12/actionlint_1.7.12`;
const distribution = `${github}/distribution/distribution/releases/download/v3.1.1`;

/** The tools whose projects publish them. */
type Released = 'trivy' | 'cosign' | 'cosign-2' | 'registry' | 'crane' | 'oras' | 'actionlint';

/** The official release files of tools that have them, for each machine, with their sha256. */
export const releases: Record<Released, NonNullable<Tool['release']>> = {
  trivy: {
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
  cosign: {
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
  'cosign-2': {
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
  registry: {
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
  crane: {
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
  oras: {
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
  actionlint: {
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
};
