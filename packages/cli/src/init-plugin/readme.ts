/** The README of a new plugin: the sections that every plugin has. */
export function readme({
  name,
  packageName,
  use,
}: {
  name: string;
  packageName: string;
  use: string;
}): string {
  return `# ${packageName}

## What it does

Says on an image what the labels of its platforms say, in an attestation that the rest of the chain signs, writes and verifies.

\`\`\`yaml
plugins:
  - use: ${JSON.stringify(use)}
    with: {required: true}
  - cosign-sign
  - verify
\`\`\`

## Options

### labels

The labels to look for. Default: \`org.opencontainers.image.licenses\`.

### required

An image without one of them is refused. Default: \`false\`.

## What it attaches

One in-toto statement of the type \`https://example.com/${name}/v1\` to the index: \`{"platforms": {"linux/amd64": {LABEL: VALUE}}}\`.

## How to check it by hand

\`\`\`sh
cosign verify-attestation --type https://example.com/${name}/v1 \\
  --certificate-identity-regexp '^https://github\\.com/OWNER/REPO/\\.github/workflows/mirror\\.yml@refs/heads/main$' \\
  --certificate-oidc-issuer https://token.actions.githubusercontent.com \\
  REGISTRY/IMAGE:TAG
\`\`\`
`;
}
