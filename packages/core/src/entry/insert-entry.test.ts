import { describe, expect, it } from 'vitest';
import { validateManifest } from '../config/validate-manifest.ts';
import { insertEntry } from './insert-entry.ts';
import type { ManifestEntry } from './manifest-entry.ts';

const head = 'version: 1\ndestination: ghcr.io/acme/mirror\n';
const redis: ManifestEntry = { source: 'docker.io/library/redis', tags: { semver: '>=7', keep: 10 } };
const all: ManifestEntry = {
  name: 'cache',
  source: 'docker.io/library/redis',
  tags: ['7.4.2', '7.4'],
  platforms: ['linux/amd64'],
  missingPlatform: 'warn',
};

/** Name, manifest behind its head, entry, and what is to be there then. */
const cases: [name: string, before: string, entry: ManifestEntry, after: string][] = [
  [
    'a list with dashes',
    'images:\n  - source: a/b\n    tags: [x]\n',
    redis,
    'images:\n  - source: a/b\n    tags: [x]\n  - source: docker.io/library/redis\n    tags: {semver: ">=7", keep: 10}\n',
  ],
  [
    'dashes as far out as their key, and what follows the list',
    'images:\n- source: a/b\n  tags: [x]\n\n# Who may read.\nregistries: {}\n',
    redis,
    'images:\n- source: a/b\n  tags: [x]\n- source: docker.io/library/redis\n  tags: {semver: ">=7", keep: 10}\n\n# Who may read.\nregistries: {}\n',
  ],
  [
    'comments at the end of the list, which stay before the entry',
    'images:\n  - source: a/b # first\n    tags: [x] # one\n  # - source: c/d\n  #   tags: [y]\n\nregistries: {}\n',
    redis,
    'images:\n  - source: a/b # first\n    tags: [x] # one\n  # - source: c/d\n  #   tags: [y]\n  - source: docker.io/library/redis\n    tags: {semver: ">=7", keep: 10}\n\nregistries: {}\n',
  ],
  [
    'empty lines between the entries',
    "images:\n  - source: a/b\n    tags: ['x']\n\n  - source: c/d\n    tags: ['y']\n",
    redis,
    "images:\n  - source: a/b\n    tags: ['x']\n\n  - source: c/d\n    tags: ['y']\n\n  - source: docker.io/library/redis\n    tags: {semver: '>=7', keep: 10}\n",
  ],
  [
    'maps and lists in lines of their own, the order of the last entry, quotes where it has them',
    'images:\n  - tags:\n      - "x"\n    source: "a/b"\n    name: b\n',
    all,
    'images:\n  - tags:\n      - "x"\n    source: "a/b"\n    name: b\n  - tags:\n      - "7.4.2"\n      - "7.4"\n    platforms: [linux/amd64]\n    missingPlatform: warn\n    source: "docker.io/library/redis"\n    name: cache\n',
  ],
  [
    'a wider indentation of maps',
    'images:\n    -   source: a/b\n        tags:\n            semver: ">=1"\n',
    redis,
    'images:\n    -   source: a/b\n        tags:\n            semver: ">=1"\n    -   source: docker.io/library/redis\n        tags:\n            semver: ">=7"\n            keep: 10\n',
  ],
  [
    'entries in braces, with spaces inside',
    'images:\n  - { source: a/b, tags: [ x ] }\n',
    redis,
    'images:\n  - { source: a/b, tags: [ x ] }\n  - { source: docker.io/library/redis, tags: { semver: ">=7", keep: 10 } }\n',
  ],
  [
    'no line feed at the end',
    'images:\n  - source: a/b\n    tags: [x]',
    redis,
    'images:\n  - source: a/b\n    tags: [x]\n  - source: docker.io/library/redis\n    tags: {semver: ">=7", keep: 10}',
  ],
  [
    'an empty list, with a comment behind it',
    'plugins:\n- trivy-sbom\nimages: [] # none yet\nregistries: {}\n',
    redis,
    'plugins:\n- trivy-sbom\nimages: # none yet\n- source: docker.io/library/redis\n  tags: {semver: ">=7", keep: 10}\nregistries: {}\n',
  ],
  [
    'no list at all',
    'images:\n',
    redis,
    'images:\n  - source: docker.io/library/redis\n    tags: {semver: ">=7", keep: 10}\n',
  ],
  [
    'a list in brackets on one line',
    'images: [{source: a/b, tags: [x]}]\n',
    redis,
    'images: [{source: a/b, tags: [x]}, {source: docker.io/library/redis, tags: {semver: ">=7", keep: 10}}]\n',
  ],
  [
    'a list in brackets over lines, with a comma at its end and a comment',
    'images: [\n  {source: a/b, tags: [x]}, # one\n]\n',
    redis,
    'images: [\n  {source: a/b, tags: [x]}, # one\n  {source: docker.io/library/redis, tags: {semver: ">=7", keep: 10}},\n]\n',
  ],
  [
    'a list in brackets over lines, without a comma at its end',
    'images: [\n  {source: a/b, tags: [x]} # one\n]\n',
    redis,
    'images: [\n  {source: a/b, tags: [x]}, # one\n  {source: docker.io/library/redis, tags: {semver: ">=7", keep: 10}}\n]\n',
  ],
  [
    'a block scalar at the end of the last entry',
    'images:\n  - tags: [x]\n    source: >-\n      a/b\n',
    redis,
    'images:\n  - tags: [x]\n    source: >-\n      a/b\n  - tags: {semver: ">=7", keep: 10}\n    source: docker.io/library/redis\n',
  ],
  [
    'a comment at the end of the file, without a line feed',
    'images:\n  - source: a/b\n    tags: [x]\n  # - source: c/d',
    redis,
    'images:\n  - source: a/b\n    tags: [x]\n  # - source: c/d\n  - source: docker.io/library/redis\n    tags: {semver: ">=7", keep: 10}',
  ],
  [
    'an end of the document',
    'images:\n  - source: a/b\n    tags: [x]\n...\n',
    redis,
    'images:\n  - source: a/b\n    tags: [x]\n  - source: docker.io/library/redis\n    tags: {semver: ">=7", keep: 10}\n...\n',
  ],
];

describe('a new entry', () => {
  it.each(cases)('comes into %s', (_name, before, entry, after) => {
    const written = insertEntry(head + before, entry);
    expect(written).toBe(head + after);
    const { config, errors } = validateManifest(written, { file: 'mirror.config.yaml' });
    expect(errors).toBeUndefined();
    expect(config?.images.at(-1)?.source).toMatchObject({ repository: { path: 'library/redis' } });
  });

  it.each(cases)('keeps CRLF and a byte order mark: %s', (_name, before, entry, after) => {
    const wide = (text: string): string => `\uFEFF${(head + text).replaceAll('\n', '\r\n')}`;
    expect(insertEntry(wide(before), entry)).toBe(wide(after));
  });

  it('comes into JSON as JSON', () => {
    const entry = { source: 'a/b', tags: ['x'] };
    const manifest = (images: unknown[]): string =>
      `${JSON.stringify({ version: 1, destination: 'ghcr.io/acme/mirror', images }, undefined, 1)}\n`;
    for (const images of [[], [entry]]) {
      const written = insertEntry(manifest(images), all);
      expect((JSON.parse(written) as { images: unknown[] }).images).toEqual([...images, all]);
    }
  });

  it('leaves a file alone whose images are written elsewhere', () => {
    const text = `${head}x-images: &all [{source: a/b, tags: [x]}]\nimages: *all\n`;
    expect(() => insertEntry(text, redis)).toThrow(
      expect.objectContaining({
        code: 'MIRROR_ADD_LIST',
        hint: expect.stringContaining(
          '{source: docker.io/library/redis, tags: {semver: ">=7", keep: 10}}',
        ) as string,
      }),
    );
  });
});
