/** What `--help` adds to the lists of options. Each begins with an empty line. */

export const rootExamples = `
Examples:
  mirror init                      a first manifest and workflow
  mirror add docker.io/library/postgres
  mirror validate                  check mirror.config.yaml
  mirror plan                      what a run would do, and why
  mirror run                       do it
  mirror run mattermost 'team/*'   only these images
  mirror verify                    check what is published, as a stranger would`;

export const exitCodesHelp = `
Exit codes:
    0  done
    1  some images failed, or a check before the run did
    2  the manifest or the command line is wrong
    3  an image failed policy or verification
    4  only rate limits stood in the way: run it again later
    5  plan --exit-code found work
   70  a bug of mirror
  130  interrupted`;

export const runExamples = `
Examples:
  mirror run
  mirror run outline --destination localhost:5000/mirror
  mirror run --json > report.json
  mirror run --deep                look at everything again, and repair it
  mirror run --locked              only what mirror.lock.yaml names
  mirror run --shard 0/8 --report report-0.json

Shards are counted from 0, as a Kubernetes Indexed Job counts: --shard $JOB_COMPLETION_INDEX/8. An image's shard depends on the
name of its destination repository alone; any shard may be run again.`;

export const planExamples = `
Examples:
  mirror plan
  mirror plan 'matter*' --keep 3
  mirror plan --explain outline    why each tag upstream is in or out
  mirror plan --exit-code          5 when there is work, for scripts
  mirror plan --sizes              how many bytes a run would copy
  mirror plan --matrix 8 --report plan.json > matrix.json

--sizes reads the manifests of what is to be copied: for each digest one GET and one for each platform, which Docker Hub counts as
pulls, and HEADs of blobs at destination repositories that hold something already.

--matrix prints {"include":[{"name":…,"images":…}]} on one line, the plan goes to stderr; in GitHub Actions it is the output \`matrix\` of
the step as well. Each job runs \`mirror run\` with its images:
  jobs:
    plan:
      outputs: {matrix: "\${{ steps.plan.outputs.matrix }}"}
      steps:
        - id: plan
          run: mirror plan --matrix 8
    mirror:
      needs: plan
      if: needs.plan.outputs.matrix != '{"include":[]}'
      strategy: {fail-fast: false, matrix: "\${{ fromJSON(needs.plan.outputs.matrix) }}"}
      name: \${{ matrix.name }}
      steps:
        - run: mirror run $IMAGES --report report.json
          env: {IMAGES: "\${{ matrix.images }}"}
When nothing is to be done it prints {"include":[]}, which GitHub refuses as a matrix: hence the \`if\`. An image that could not be
planned is in a job, which says why; the exit code is 0 then.`;

export const lockExamples = `
Examples:
  mirror lock
  mirror lock mattermost           the others stay as they are locked
  git diff mirror.lock.yaml        what a pull request will show
  mirror plan --locked             whether the lock fits, and what it comes to`;

export const reportExamples = `
Examples:
  mirror report report-*.json
  mirror report plan.json report-*.json --summary >> "$GITHUB_STEP_SUMMARY"
  mirror report report-*.json --json > report.json`;

export const verifyExamples = `
Examples:
  mirror verify
  mirror verify mattermost
  mirror verify --ref ghcr.io/this-is-tobi/mirror/mattermost:10.3.1`;

export const sbomExamples = `
Examples:
  mirror sbom ghcr.io/acme/mirror/mattermost:10.3.1 > sbom.json
  mirror sbom ghcr.io/acme/mirror/mattermost:10.3.1 --platform linux/arm64
  mirror sbom ghcr.io/acme/mirror/mattermost:10.3.0 --diff :10.3.1
  mirror sbom ghcr.io/acme/mirror/mattermost --packages | grep openssl
  mirror sbom ghcr.io/acme/mirror/mattermost --issuer https://token.actions.githubusercontent.com \\
    --identity '^https://github\\.com/acme/mirror/\\.github/workflows/mirror\\.yml@refs/heads/main$'

Exits with 3 where there is no SBOM, or it does not verify.`;

export const provenanceExamples = `
Examples:
  mirror provenance ghcr.io/acme/mirror/mattermost:10.3.1
  mirror provenance ghcr.io/acme/mirror/mattermost | jq .buildDefinition.externalParameters.source

Exits with 3 where there is no provenance, or it does not verify.`;

export const exportExamples = `
Examples:
  mirror export /media/usb/mirror
  mirror export /media/usb/mirror mattermost 'team/*'
  mirror export /media/usb/mirror --prune
  skopeo inspect oci:/media/usb/mirror:mattermost:10.3.1

Its last lines are what to take across by another way, for \`mirror import --expect\`, and to compare with the trusted root there.`;

export const importExamples = `
Examples:
  mirror import /media/usb/mirror --destination registry.inside/mirror --trusted-root trusted_root.json
  mirror import /media/usb/mirror mattermost --expect sha256:…

Without a manifest (--identity says so, or --key):
  mirror import /media/usb/mirror --destination registry.inside/mirror --trusted-root trusted_root.json \\
    --origin ghcr.io/acme/mirror --issuer https://token.actions.githubusercontent.com \\
    --identity '^https://github\\.com/acme/mirror/\\.github/workflows/mirror\\.yml@refs/heads/main$'`;

export const validateExamples = `
Examples:
  mirror validate
  mirror validate --config staging.yaml
  mirror validate --json           errors with file, line and column, for editors and CI`;

export const addExamples = `
Examples:
  mirror add docker.io/mattermost/mattermost-team-edition --name mattermost
  mirror add docker.io/library/debian:bookworm-slim
  mirror add docker.io/library/postgres --semver '>=16-alpine' --keep 3
  mirror add quay.io/keycloak/keycloak --yes         for scripts: what is proposed first
  mirror add quay.io/keycloak/keycloak --dry-run     the change, and nothing written

Without a terminal nothing is asked: name tags, or take what is proposed with --yes.`;

export const initExamples = `
Examples:
  mirror init
  mirror init --destination registry.example.com/mirror
  mirror init --destination localhost:5000/mirror --no-workflow
  mirror init --dry-run            the files, and nothing written`;

export const completionExamples = `
Examples:
  source <(mirror completion bash)         in ~/.bashrc
  source <(mirror completion zsh)          in ~/.zshrc, behind compinit
  mirror completion fish > ~/.config/fish/completions/mirror.fish`;

export const doctorExamples = `
Examples:
  mirror doctor
  mirror doctor --json             each finding with its status, for scripts

Exits with 1 where something failed; warnings are no failures. Whether a repository may be written to is found out by opening an upload
and cancelling it; whether a registry deletes, by asking it to delete what nobody has.`;
