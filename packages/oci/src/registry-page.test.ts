import { describe, expect, it } from 'vitest';
import { countsPulls, registryPage } from './registry-page.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('registryPage', () => {
  it.each([
    ['an official image', 'docker.io/library/debian:12', 'https://hub.docker.com/_/debian/tags?name=12'],
    ['its repository', 'debian', 'https://hub.docker.com/_/debian'],
    ['an image of Docker Hub', 'docker.io/acme/app:1', 'https://hub.docker.com/r/acme/app/tags?name=1'],
    ['a package of GitHub', 'ghcr.io/acme/mirror/app:1', 'https://ghcr.io/acme/mirror/app'],
    ['a tag at Quay', 'quay.io/acme/app:1', 'https://quay.io/repository/acme/app?tab=tags&tag=1'],
    ['a digest', `quay.io/acme/app@${digest}`, 'https://quay.io/repository/acme/app'],
    ['a project of GitLab', 'registry.gitlab.com/a/b/c/d:1', 'https://gitlab.com/a/b/container_registry'],
    ['another registry of that kind', 'registry.redhat.io/ubi9:1', undefined],
    ['a registry without a page', 'registry.acme.dev/app:1', undefined],
    ['a layout', 'oci:out/app:1', undefined],
  ])('%s', (_name, reference, page) => {
    expect(registryPage(reference)).toBe(page);
  });
});

it.each([
  ['docker.io', true],
  ['ghcr.io', false],
  ['localhost:5000', false],
])('%s counts pulls: %s', (registry, counted) => {
  expect(countsPulls(registry)).toBe(counted);
});
