/** What `--help` adds to the lists of options. Each begins with an empty line. */

export const rootExamples = `
Examples:
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
  mirror run --deep                look at everything again, and repair it`;

export const planExamples = `
Examples:
  mirror plan
  mirror plan 'matter*' --keep 3
  mirror plan --explain outline    why each tag upstream is in or out
  mirror plan --exit-code          5 when there is work, for scripts`;

export const verifyExamples = `
Examples:
  mirror verify
  mirror verify mattermost
  mirror verify --ref ghcr.io/this-is-tobi/mirror/mattermost:10.3.1`;

export const validateExamples = `
Examples:
  mirror validate
  mirror validate --config staging.yaml
  mirror validate --json           errors with file, line and column, for editors and CI`;
