/** What the commands of the page are about. */
export interface VerifySubject {
  /** `ghcr.io/acme/mirror/app`. */
  image: string;
  /** A tag to show them with, and several for the loop. */
  tag: string;
  tags: readonly string[];
  /** The manifest's anchored expression, and the issuer beside it. */
  identity: string;
  issuer: string;
}

/** `https://github.com/acme/mirror/.github/workflows/mirror.yml@refs/heads/main`, of an expression for one workflow of GitHub. */
const workflow = /^\^https:\/\/github\\?\.com\/([\w.-]+\/[\w.-]+)\/(.+)@(refs\/.+)\$$/;

/** docs/verify.md: for whoever uses the images, commands that work as they are printed. */
export function verifyPage({ image, tag, tags, identity, issuer }: VerifySubject): string {
  const plain = identity.replaceAll('\\', '');
  const [, repository = '', path = '', ref = ''] = workflow.exec(plain.replace(/^\^(.*)\$$/, '^$1$')) ?? [];
  const name = `${image}:${tag}`;
  const accept = `  --certificate-identity-regexp '${identity}' \\
  --certificate-oidc-issuer ${issuer} \\`;
  const attested = (type: string, of: string): string => `cosign verify-attestation --type ${type} \\
${accept}
  ${of}`;
  const file = `${image.split('/').at(-1)}-${tag}-sbom.json`;
  return `# Verifying images

<!-- Written by \`npm run schema\` from mirror.config.yaml; a test runs every command as it is printed. -->

Every image below \`${image.split('/').slice(0, -1).join('/')}\` has a signature, an SBOM for all of its platforms, and SLSA provenance. They are made in one workflow of one repository, whose name stands in the
certificate of each signature and in a public log, and they belong to a digest: whatever tag leads to it has them.

You need [cosign](https://github.com/sigstore/cosign) 2.0 or newer (the commands are tested with 3.1.2, 2.6.4 and 2.4.3) and [jq](https://jqlang.org); [Trivy](https://trivy.dev) for flaws; nothing of ours.

## The signature

\`\`\`bash
cosign verify \\
${accept}
  ${name}
\`\`\`

Exit code 0 means: this digest was signed by that workflow, and the public log has known of it ever since.

### Why the expression begins with ^ and ends with $

cosign looks for the expression anywhere in the name, and a point in it stands for any character. \`https://github.com/${repository}\` therefore also accepts
\`https://github.com/${repository}-evil/…\`, and any workflow on any branch of the right repository: whoever may push a branch could sign with it, unreviewed. The whole expression, from \`^\` to \`$\` and with its points escaped, accepts \`${path}\` on \`${ref}\` and nothing else. Keep the quotes: they are single ones.

## The SBOM

\`\`\`bash
${attested('spdxjson', `${name} | jq -r .payload | base64 -d | jq .predicate > ${file}`)}
\`\`\`

It is one SPDX document for all platforms: \`linux/amd64\` and \`linux/arm64\` are variants of the image that it describes. The packages alone:

\`\`\`bash
jq -r '.packages[] | select(.versionInfo) | "\\(.name) \\(.versionInfo)"' ${file} | sort -u
\`\`\`

Flaws that are known today, of every platform:

\`\`\`bash
trivy sbom ${file}
\`\`\`

The type is \`spdxjson\`; \`spdx\` means the same to cosign. To read attestations always say \`verify-attestation\`: \`download attestation\` verifies nothing.

## Where it comes from

\`\`\`bash
${attested('slsaprovenance1', `${name} | jq -r .payload | base64 -d | jq .predicate`)}
\`\`\`

It names the upstream image by its digests, the commit of the manifest, and the run of the workflow ([build-type.md](build-type.md)). \`--type slsaprovenance\` gives the same in the older
format, SLSA v0.2.

## All tags at once

\`\`\`bash
for tag in ${tags.join(' ')}; do
  cosign verify \\
  ${accept.replaceAll('\n', '\n  ')}
    ${image}:$tag > /dev/null
done
\`\`\`

## One platform

A platform's own manifest has a signature and an SBOM, too, for clusters that resolve a tag before they ask. cosign 2.6.3 and newer finds them:

\`\`\`bash
digest=$(oras resolve --platform linux/arm64 ${name})
cosign verify \\
${accept}
  ${image}@$digest
\`\`\`

## With the GitHub CLI

After \`gh auth login\`, as for everything that it does:

\`\`\`bash
gh attestation verify oci://${name} --bundle-from-oci \\
  --repo ${repository} \\
  --signer-workflow ${repository}/${path} \\
  --source-ref ${ref}
\`\`\`

## With mirror

In a checkout of the repository that has the manifest. It asks for all of the above, also for the signature itself (to \`cosign verify\` any attestation passes for one), and says of what does not hold what it is:

\`\`\`bash
mirror verify --ref ${name}
\`\`\`

## What is attached

\`\`\`bash
oras discover --format tree ${name}
\`\`\`

## Taking an image elsewhere

Attestations are artifacts that refer to the image's digest. \`oras cp -r\` takes them along, and so every cosign since 2.6 verifies the copy:

\`\`\`bash
oras cp -r ${name} registry.example.com/app:${tag}
cosign verify \\
${accept}
  registry.example.com/app:${tag}
\`\`\`

\`regctl\` takes the set for older ones along, too, and the attestations of each platform:

\`\`\`bash
regctl image copy --referrers --digest-tags ${name} registry.example.com/whole:${tag}
\`\`\`

## When it fails

| It says | It is |
|---|---|
| \`no signatures found\`, \`no matching attestations\` | an image that was published before there were any, or a copy that was made without them; cosign before 2.0; or a tag of upstream's own registry |
| \`none of the expected identities matched\` | somebody else's signature, or an expression with a slip: print what is there with \`cosign verify --certificate-identity-regexp '.*'\`, and trust it no further |
| \`none of the attestations matched the predicate type\` | another type: \`spdxjson\`, \`slsaprovenance\` and \`slsaprovenance1\` are there |
| \`MANIFEST_UNKNOWN\`, \`DENIED\` | no such tag, or a package that is private: \`docker login\` first |
| a proxy or certificate error | cosign asks the registry and, once a day, \`tuf-repo-cdn.sigstore.dev\`; it heeds \`HTTPS_PROXY\` and \`SSL_CERT_FILE\` |
`;
}
