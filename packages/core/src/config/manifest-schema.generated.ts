// Written by `npm run schema` from schema/.
import type { JsonSchema } from './json-schema.ts';

export const manifestSchema: JsonSchema = {
  "type": "object",
  "required": [
    "version",
    "destination",
    "images"
  ],
  "properties": {
    "version": {
      "type": "number",
      "const": 1,
      "description": "The version of the manifest's format.",
      "examples": [
        1
      ]
    },
    "destination": {
      "type": "string",
      "description": "Where images go: registry[:port]/namespace, or oci:DIR for a layout on disk. Variables of the environment are expanded.",
      "examples": [
        "ghcr.io/this-is-tobi/mirror",
        "localhost:5000/mirror",
        "oci:./mirror"
      ],
      "minLength": 1
    },
    "defaults": {
      "type": "object",
      "properties": {
        "tags": {
          "$ref": "#/$defs/tags"
        },
        "platforms": {
          "$ref": "#/$defs/platforms"
        },
        "missingPlatform": {
          "$ref": "#/$defs/missingPlatform"
        },
        "transport": {
          "$ref": "#/$defs/transport"
        },
        "upstreamReferrers": {
          "$ref": "#/$defs/upstreamReferrers"
        },
        "destination": {
          "$ref": "#/$defs/destination"
        },
        "plugins": {
          "$ref": "#/$defs/plugins"
        },
        "minimumAge": {
          "$ref": "#/$defs/minimumAge"
        },
        "deny": {
          "$ref": "#/$defs/deny"
        }
      },
      "additionalProperties": false,
      "description": "What holds for every image that does not say otherwise.",
      "examples": [
        {
          "platforms": [
            "linux/amd64",
            "linux/arm64"
          ],
          "missingPlatform": "wait"
        }
      ]
    },
    "plugins": {
      "$ref": "#/$defs/plugins"
    },
    "images": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/image"
      },
      "description": "What is mirrored; `mirror add SOURCE` writes an entry. Two entries may fill one repository with different tags.",
      "examples": [
        [
          {
            "source": "docker.io/library/debian",
            "tags": [
              "bookworm-slim"
            ]
          }
        ]
      ]
    },
    "attestations": {
      "type": "object",
      "properties": {
        "format": {
          "enum": [
            "both",
            "bundle",
            "legacy"
          ],
          "description": "How signatures and attestations are stored.",
          "markdownEnumDescriptions": [
            "Both forms, so that every cosign since 2.0 finds what it looks for.",
            "Sigstore bundles, as OCI referrers: what cosign reads since 2.6.",
            "The `.sig` and `.att` tags that cosign before 2.6 reads. It does not go with `upstreamReferrers`."
          ],
          "examples": [
            "bundle"
          ],
          "default": "both"
        },
        "origin": {
          "type": "string",
          "minLength": 1,
          "description": "The namespace in which images were signed that `mirror import` has brought here: the legacy signature names it. Default: what `destination` says, where `--destination` overrides it.",
          "examples": [
            "ghcr.io/this-is-tobi/mirror"
          ]
        }
      },
      "additionalProperties": false,
      "description": "The form of what is attached to copies.",
      "examples": [
        {
          "format": "bundle"
        }
      ]
    },
    "sigstore": {
      "type": "object",
      "properties": {
        "fulcio": {
          "type": "string",
          "description": "The URL of the certificate authority.",
          "examples": [
            "https://fulcio.acme.dev"
          ],
          "pattern": "^https?://|\\$\\{",
          "patternErrorMessage": "Write it with its scheme, such as https://fulcio.acme.dev."
        },
        "rekor": {
          "type": "string",
          "description": "The URL of the transparency log.",
          "examples": [
            "https://rekor.acme.dev"
          ],
          "pattern": "^https?://|\\$\\{",
          "patternErrorMessage": "Write it with its scheme, such as https://rekor.acme.dev."
        },
        "rekorVersion": {
          "enum": [
            1,
            2
          ],
          "description": "The API of the transparency log. 2 needs `rekor`, `timestamp` and `attestations: {format: bundle}`.",
          "examples": [
            1
          ],
          "default": 1
        },
        "timestamp": {
          "type": "string",
          "description": "The URL of a timestamp authority (RFC 3161, Sigstore’s API), which then dates each bundle.",
          "examples": [
            "https://timestamp.acme.dev/api/v1/timestamp"
          ],
          "pattern": "^https?://|\\$\\{",
          "patternErrorMessage": "Write it with its scheme, such as https://timestamp.acme.dev/api/v1/timestamp."
        },
        "issuer": {
          "type": "string",
          "description": "The OpenID Connect issuer whose tokens the certificate authority takes.",
          "examples": [
            "https://token.actions.githubusercontent.com"
          ],
          "pattern": "^https?://|\\$\\{",
          "patternErrorMessage": "Write it with its scheme, such as https://token.actions.githubusercontent.com."
        },
        "tuf": {
          "type": "object",
          "required": [
            "mirror",
            "root"
          ],
          "properties": {
            "mirror": {
              "type": "string",
              "description": "The URL of the TUF repository.",
              "examples": [
                "https://tuf.acme.dev"
              ],
              "pattern": "^https?://|\\$\\{",
              "patternErrorMessage": "Write it with its scheme, such as https://tuf.acme.dev."
            },
            "root": {
              "type": "string",
              "description": "The file with the root that is trusted at first. With another one nothing counts that was fetched before.",
              "examples": [
                "./root.json"
              ],
              "minLength": 1
            }
          },
          "additionalProperties": false,
          "description": "Where the trusted root comes from.",
          "examples": [
            {
              "mirror": "https://tuf.acme.dev",
              "root": "./root.json"
            }
          ]
        },
        "timeout": {
          "type": "string",
          "description": "How long each of these services may take for an answer, before it is asked once more or given up. Default: 30s, for GitHub’s tokens 20s, for TUF 5s.",
          "examples": [
            "10s",
            "2m"
          ],
          "pattern": "^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$",
          "patternErrorMessage": "Write a number with its unit, such as 10s or 2m."
        },
        "trustedRoot": {
          "type": "string",
          "description": "A file with the trusted root, instead of `tuf`.",
          "examples": [
            "./trusted_root.json"
          ],
          "minLength": 1
        }
      },
      "additionalProperties": false,
      "description": "A private Sigstore instance; the public one is the default. Variables of the environment are expanded.",
      "examples": [
        {
          "fulcio": "https://fulcio.acme.dev",
          "rekor": "https://rekor.acme.dev",
          "trustedRoot": "./trusted_root.json"
        }
      ]
    },
    "registries": {
      "type": "object",
      "additionalProperties": {
        "type": "object",
        "properties": {
          "concurrency": {
            "type": "integer",
            "description": "How many requests may be under way at once.",
            "examples": [
              4
            ],
            "minimum": 1
          },
          "insecure": {
            "type": "boolean",
            "description": "Plain HTTP instead of TLS. Default: true for loopback, false for everything else.",
            "examples": [
              true
            ]
          },
          "timeout": {
            "type": "string",
            "description": "How long it may say nothing, in the middle of a blob too, before it is taken for gone; it is asked twice. Default: 5m, since some registries need minutes to take in a large layer.",
            "examples": [
              "30s",
              "10m"
            ],
            "pattern": "^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$",
            "patternErrorMessage": "Write a number with its unit, such as 30s or 10m."
          },
          "auth": {
            "type": "object",
            "required": [
              "username",
              "password"
            ],
            "properties": {
              "username": {
                "type": "string",
                "description": "The user.",
                "examples": [
                  "${ACME_USER}"
                ],
                "minLength": 1
              },
              "password": {
                "type": "string",
                "description": "The password or token; take it from the environment.",
                "examples": [
                  "${ACME_TOKEN}"
                ],
                "minLength": 1,
                "writeOnly": true
              }
            },
            "additionalProperties": false,
            "description": "Credentials, where docker's own configuration does not hold them.",
            "examples": [
              {
                "username": "${ACME_USER}",
                "password": "${ACME_TOKEN}"
              }
            ],
            "writeOnly": true
          },
          "ca": {
            "type": "string",
            "description": "A PEM file with the authority that signed the registry's certificate.",
            "examples": [
              "./acme.pem"
            ],
            "minLength": 1
          }
        },
        "additionalProperties": false,
        "description": "What is particular to one registry.",
        "examples": [
          {
            "concurrency": 4
          }
        ]
      },
      "description": "What is particular to a registry, by `host[:port]`. Variables of the environment are expanded.",
      "examples": [
        {
          "docker.io": {
            "concurrency": 4
          },
          "localhost:5000": {
            "insecure": true
          }
        },
        {
          "registry.acme.dev": {
            "auth": {
              "username": "${ACME_USER}",
              "password": "${ACME_TOKEN}"
            },
            "ca": "./acme.pem"
          }
        }
      ],
      "propertyNames": {
        "pattern": "^[^/\\s]+$",
        "patternErrorMessage": "Write the host with its port, without scheme and path."
      }
    }
  },
  "additionalProperties": false,
  "description": "What is mirrored, where to, and what is attached to the copies.",
  "examples": [
    {
      "version": 1,
      "destination": "ghcr.io/this-is-tobi/mirror",
      "images": [
        {
          "source": "docker.io/library/debian",
          "tags": [
            "bookworm-slim"
          ]
        }
      ]
    }
  ],
  "$defs": {
    "tags": {
      "anyOf": [
        {
          "type": "array",
          "items": {
            "type": "string",
            "description": "A tag. In quotes where YAML would read a number: 3.10 would be 3.1.",
            "examples": [
              "3.10",
              "10.3.1",
              "bookworm-slim"
            ],
            "pattern": "^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",
            "patternErrorMessage": "A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore."
          },
          "description": "Literal tags: the source is never asked for a listing.",
          "examples": [
            [
              "3.10",
              "3.9"
            ]
          ],
          "minItems": 1
        },
        {
          "type": "object",
          "properties": {
            "semver": {
              "type": "string",
              "description": "A range of versions in the syntax of npm; `17.2` counts as 17.2.0, and a fourth part is compared, too. It takes plain versions, not variants of them (`17.2-alpine`), unless it ends in one: `17-alpine` takes those alone. What all versions of a repository end with (`17.5.1-ce.0`) is no variant.",
              "examples": [
                ">=10",
                "^17.2",
                "~3.20 || ~3.21",
                "17-alpine",
                "*"
              ],
              "minLength": 1
            },
            "regex": {
              "type": "string",
              "description": "A regular expression that tags have to match, in the syntax that JavaScript and RE2 share. It is found anywhere: anchor it with `^` and `$`. RE2 matches it, in a time that grows with the tag alone.",
              "examples": [
                "^\\d+\\.\\d+\\.\\d+$",
                "^17\\.\\d+-alpine$"
              ],
              "minLength": 1
            },
            "exclude": {
              "type": "array",
              "items": {
                "type": "string",
                "description": "A regular expression, found anywhere in the tag.",
                "examples": [
                  "-rootless$"
                ],
                "minLength": 1
              },
              "description": "Regular expressions: a tag that matches one of them is left out.",
              "examples": [
                [
                  "-rootless$",
                  "^10\\.4\\."
                ]
              ],
              "default": []
            },
            "keep": {
              "type": "integer",
              "description": "How many of the highest versions are mirrored; all of them when it is not set. What was mirrored before is never deleted.",
              "examples": [
                10
              ],
              "minimum": 1
            },
            "latest": {
              "anyOf": [
                {
                  "type": "boolean"
                },
                {
                  "type": "object",
                  "required": [
                    "downgrade"
                  ],
                  "properties": {
                    "downgrade": {
                      "type": "boolean",
                      "description": "Let `latest` go back when the version that it follows is gone.",
                      "examples": [
                        true
                      ]
                    }
                  },
                  "additionalProperties": false,
                  "description": "`latest` follows the highest version, and may go back.",
                  "examples": [
                    {
                      "downgrade": true
                    }
                  ]
                }
              ],
              "description": "Let the tag `latest` follow the highest version that is published at the destination. `{downgrade: true}` lets it go back too.",
              "examples": [
                true,
                {
                  "downgrade": true
                }
              ],
              "default": false
            },
            "prereleases": {
              "type": "boolean",
              "description": "Take pre-releases too (`11.0.0-rc1`, `18beta1`).",
              "examples": [
                true
              ],
              "default": false
            },
            "aliases": {
              "type": "boolean",
              "description": "Take aliases too: tags of which another tag is a longer form (`3.20` beside `3.20.3`). They are followed when they move.",
              "examples": [
                true
              ],
              "default": false
            },
            "mutable": {
              "type": "boolean",
              "description": "Whether selected tags are followed when upstream moves them. By default only aliases are; the others are mirrored once.",
              "examples": [
                true
              ]
            }
          },
          "additionalProperties": false,
          "description": "A window on the tags of the source.",
          "examples": [
            {
              "semver": ">=10",
              "keep": 10,
              "latest": true
            }
          ],
          "oneOf": [
            {
              "required": [
                "semver"
              ]
            },
            {
              "required": [
                "regex"
              ]
            }
          ]
        }
      ],
      "description": "Which tags are mirrored: a list of literal tags, or a window on the tags of the source.",
      "examples": [
        [
          "3.10",
          "3.9"
        ],
        {
          "semver": ">=10",
          "keep": 10,
          "latest": true
        },
        {
          "regex": "^\\d+\\.\\d+-alpine$",
          "keep": 3
        }
      ]
    },
    "platforms": {
      "anyOf": [
        {
          "type": "string",
          "const": "all"
        },
        {
          "type": "array",
          "items": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$",
            "patternErrorMessage": "Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7. For all of them, write platforms: all.",
            "description": "A platform, as OS/ARCHITECTURE[/VARIANT].",
            "examples": [
              "linux/amd64",
              "linux/arm64",
              "linux/arm/v7",
              "linux/386",
              "linux/ppc64le",
              "linux/riscv64",
              "linux/s390x"
            ]
          },
          "minItems": 1,
          "uniqueItems": true
        }
      ],
      "description": "The platforms that a copy holds, as OS/ARCHITECTURE[/VARIANT], or `all`. An assembly that says nothing has those of its `sources`.",
      "examples": [
        [
          "linux/amd64",
          "linux/arm64"
        ],
        [
          "linux/amd64",
          "linux/arm64",
          "linux/arm/v7"
        ],
        "all"
      ],
      "default": [
        "linux/amd64",
        "linux/arm64"
      ]
    },
    "missingPlatform": {
      "enum": [
        "fail",
        "wait",
        "warn",
        "allow"
      ],
      "description": "What happens when upstream lacks one of the platforms. None of them at all is always an error.",
      "markdownEnumDescriptions": [
        "This image fails; the others go on.",
        "The image is put off until upstream has all of them. That is no failure.",
        "What there is gets published, with a warning; the rest is looked for again, and added as an update.",
        "As `warn`, without the warning."
      ],
      "examples": [
        "warn"
      ],
      "default": "fail"
    },
    "transport": {
      "enum": [
        "native",
        "oras"
      ],
      "description": "What moves the bytes.",
      "markdownEnumDescriptions": [
        "The built-in client.",
        "The `oras` command, which has to be on the PATH."
      ],
      "examples": [
        "oras"
      ],
      "default": "native"
    },
    "upstreamReferrers": {
      "type": "boolean",
      "description": "Bring upstream's own signatures and attestations along. It does not go with `attestations: {format: legacy}`.",
      "examples": [
        true
      ],
      "default": false
    },
    "destination": {
      "type": "string",
      "description": "Where the image goes instead of the manifest's `destination`. Variables of the environment are expanded.",
      "examples": [
        "ghcr.io/acme/base"
      ],
      "minLength": 1
    },
    "plugins": {
      "type": "array",
      "items": {
        "anyOf": [
          {
            "type": "string",
            "description": "A plugin of ours by its name, a file that starts with `./`, or a package that starts with `@` or holds a `/`.",
            "examples": [
              "cosign-sign",
              "./plugins/licences.ts",
              "@acme/mirror-plugin-scan"
            ],
            "minLength": 1
          },
          {
            "type": "object",
            "required": [
              "use"
            ],
            "properties": {
              "use": {
                "type": "string",
                "description": "A plugin of ours by its name, a file that starts with `./`, or a package that starts with `@` or holds a `/`.",
                "examples": [
                  "cosign-sign",
                  "./plugins/licences.ts",
                  "@acme/mirror-plugin-scan"
                ],
                "minLength": 1
              },
              "with": {
                "type": "object",
                "additionalProperties": {},
                "description": "The plugin's options, checked by its own schema. Variables are not expanded.",
                "examples": [
                  {
                    "mode": "keyless"
                  }
                ]
              }
            },
            "additionalProperties": false,
            "description": "A plugin with its options.",
            "examples": [
              {
                "use": "cosign-sign",
                "with": {
                  "mode": "keyless"
                }
              }
            ]
          }
        ],
        "description": "A step of the chain: a name, or a name with options.",
        "examples": [
          "trivy-sbom",
          {
            "use": "cosign-sign",
            "with": {
              "mode": "keyless"
            }
          }
        ]
      },
      "description": "The chain that every copy goes through, in this order; a bare name is `{use: name}`. An image may replace it; `[]` means copy only.",
      "examples": [
        [
          "trivy-sbom",
          {
            "use": "cosign-sign",
            "with": {
              "mode": "keyless"
            }
          },
          "slsa-provenance",
          "verify"
        ],
        []
      ]
    },
    "minimumAge": {
      "type": "string",
      "description": "Hold a digest back until that long after it was first seen.",
      "examples": [
        "3d",
        "12h",
        "1w",
        "1d 12h"
      ],
      "pattern": "^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$",
      "patternErrorMessage": "Write a number with its unit, such as 12h, 3d or 1w."
    },
    "deny": {
      "type": "array",
      "items": {
        "type": "object",
        "required": [
          "reason"
        ],
        "properties": {
          "tag": {
            "type": "string",
            "description": "The tag that is kept out. One that is mirrored already stays as it is.",
            "examples": [
              "10.4.0"
            ],
            "pattern": "^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",
            "patternErrorMessage": "A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore."
          },
          "digest": {
            "type": "string",
            "description": "The digest upstream that is kept out, under whatever tag.",
            "examples": [
              "sha256:0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d"
            ],
            "pattern": "^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$",
            "patternErrorMessage": "Write sha256: and 64 hexadecimal digits in lower case."
          },
          "reason": {
            "type": "string",
            "description": "Why, shown in the plan.",
            "examples": [
              "loses attachments, fixed in 10.4.1"
            ],
            "minLength": 1
          }
        },
        "additionalProperties": false,
        "description": "One tag or one digest, with the reason.",
        "examples": [
          {
            "tag": "10.4.0",
            "reason": "loses attachments"
          }
        ],
        "oneOf": [
          {
            "required": [
              "tag"
            ]
          },
          {
            "required": [
              "digest"
            ]
          }
        ]
      },
      "description": "Tags and digests that are kept out, or no longer followed, each with the reason.",
      "examples": [
        [
          {
            "tag": "10.4.0",
            "reason": "loses attachments, fixed in 10.4.1"
          }
        ]
      ],
      "default": []
    },
    "image": {
      "type": "object",
      "properties": {
        "name": {
          "type": "string",
          "description": "The repository below the destination. Default: the last part of the source.",
          "examples": [
            "mattermost",
            "base/debian"
          ],
          "minLength": 1
        },
        "source": {
          "type": "string",
          "description": "The upstream repository, without tag: HOST[:PORT]/PATH, or oci:DIR for a layout on disk. Without a host it is Docker Hub.",
          "examples": [
            "docker.io/mattermost/mattermost-team-edition",
            "registry.k8s.io/pause",
            "oci:./build/outline"
          ],
          "minLength": 1
        },
        "sources": {
          "type": "object",
          "additionalProperties": {
            "type": "string",
            "description": "The reference for one platform. `{tag}` stands for the tag.",
            "examples": [
              "docker.io/outlinewiki/outline:{tag}"
            ],
            "minLength": 1
          },
          "description": "Instead of `source`: a reference for each platform, from which one index is assembled. `{tag}` stands for the tag.",
          "examples": [
            {
              "linux/amd64": "docker.io/outlinewiki/outline:{tag}",
              "linux/arm64": "oci:./build/outline-arm64:{tag}"
            }
          ],
          "minProperties": 1,
          "propertyNames": {
            "pattern": "^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$",
            "patternErrorMessage": "Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7."
          }
        },
        "tagsFrom": {
          "type": "string",
          "pattern": "^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$",
          "patternErrorMessage": "Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7.",
          "description": "The platform of `sources` whose listing a window selects from. Default: the first.",
          "examples": [
            "linux/amd64"
          ]
        },
        "tags": {
          "$ref": "#/$defs/tags"
        },
        "platforms": {
          "$ref": "#/$defs/platforms"
        },
        "missingPlatform": {
          "$ref": "#/$defs/missingPlatform"
        },
        "transport": {
          "$ref": "#/$defs/transport"
        },
        "upstreamReferrers": {
          "$ref": "#/$defs/upstreamReferrers"
        },
        "destination": {
          "$ref": "#/$defs/destination"
        },
        "plugins": {
          "$ref": "#/$defs/plugins"
        },
        "minimumAge": {
          "$ref": "#/$defs/minimumAge"
        },
        "deny": {
          "$ref": "#/$defs/deny"
        }
      },
      "additionalProperties": false,
      "description": "One repository of the destination, or a part of it.",
      "examples": [
        {
          "source": "docker.io/library/debian",
          "tags": [
            "bookworm-slim"
          ]
        }
      ],
      "oneOf": [
        {
          "required": [
            "source"
          ]
        },
        {
          "required": [
            "sources"
          ]
        }
      ],
      "dependentRequired": {
        "tagsFrom": [
          "sources"
        ]
      }
    }
  }
};
