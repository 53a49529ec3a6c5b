import { flowYaml } from '@multiarch-mirror/core/manifest';
import { parseNamespace, type RepositoryName } from '@multiarch-mirror/oci/names';
import type { HomeRepository } from './home-repository.ts';

const schema =
  'https://raw.githubusercontent.com/this-is-tobi/multiarch-mirror/main/schemas/mirror.schema.json';

/** Variables by which a registry gets its credentials, where GitHub's own token is of no use to it. */
export const credentialVariables = ['MIRROR_USER', 'MIRROR_TOKEN'] as const;

/** The registry that needs credentials from elsewhere: not GHCR, not one on this machine, not a directory. */
export function foreignRegistry(destination: string): string | undefined {
  const name = nameOf(destination);
  if (name?.transport !== 'registry') return undefined;
  const { registry } = name;
  return registry === 'ghcr.io' || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(registry)
    ? undefined
    : registry;
}

/** Of what is none the manifest's own check says what is wrong. */
function nameOf(destination: string): RepositoryName | undefined {
  try {
    return parseNamespace(destination);
  } catch {
    return undefined;
  }
}

/** A manifest without images. Without a repository whose workflow signs there is nothing to sign with yet: it copies alone. */
export function firstManifest(destination: string, home: HomeRepository | undefined): string {
  const registry = foreignRegistry(destination);
  const [user, token] = credentialVariables;
  return [
    `# yaml-language-server: $schema=${schema}`,
    'version: 1',
    `destination: ${flowYaml(destination)}`,
    '',
    'defaults:',
    '  platforms: [linux/amd64, linux/arm64]',
    '',
    ...(home === undefined ? copyAlone : wholeChain(home)),
    ...(registry === undefined
      ? []
      : [
          'registries:',
          `  ${flowYaml(registry)}:`,
          `    auth: {username: "\${${user}}", password: "\${${token}}"}`,
          '',
        ]),
    '# `mirror add SOURCE` writes an entry.',
    'images: []',
    '',
  ].join('\n');
}

const copyAlone = [
  '# Copies alone. In a repository on GitHub, `mirror init` also writes what signs them: SBOM, signature, provenance.',
  'plugins: []',
  '',
];

function wholeChain({ server, name, branch }: HomeRepository): string[] {
  const workflow = `${server}/${name}/.github/workflows/mirror.yml@refs/heads/${branch}`;
  const issuer =
    server === 'https://github.com'
      ? 'https://token.actions.githubusercontent.com'
      : `${server}/_services/token`;
  return [
    '# What each image gets, in this order.',
    'plugins:',
    '  - trivy-sbom',
    '  - cosign-sign',
    '  - slsa-provenance',
    '  - use: verify',
    '    with:',
    '      # Only what this workflow has signed on this branch counts.',
    `      identity: ^${workflow.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`,
    `      issuer: ${issuer}`,
    '',
  ];
}
