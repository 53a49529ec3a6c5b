import { formatRepository, parseRepository } from '@multiarch-mirror/oci';
import { describe, expect, it } from 'vitest';
import { recordLocation } from './record-location.ts';

describe('recordLocation', () => {
  it.each([
    [
      'an image below the namespace',
      'ghcr.io/acme/mirror',
      'ghcr.io/acme/mirror/debian',
      'ghcr.io/acme/mirror/mirror-records',
      'debian',
    ],
    [
      'a name with a slash',
      'ghcr.io/acme/mirror',
      'ghcr.io/acme/mirror/a/b',
      'ghcr.io/acme/mirror/mirror-records',
      'a__b',
    ],
    [
      'a repository elsewhere',
      'ghcr.io/acme/mirror',
      'ghcr.io/other/debian',
      'ghcr.io/other/mirror-records',
      'debian',
    ],
    [
      'a neighbour whose name begins alike',
      'ghcr.io/acme/mirror',
      'ghcr.io/acme/mirror-two/debian',
      'ghcr.io/acme/mirror-two/mirror-records',
      'debian',
    ],
    ['a layout', 'oci:out', 'oci:out/debian', 'oci:out/mirror-records', 'debian'],
  ])('%s', (_name, namespace, repository, records, tag) => {
    const location = recordLocation(parseRepository(namespace), parseRepository(repository));
    expect({ records: formatRepository(location.repository), tag: location.tag }).toEqual({ records, tag });
  });

  it('hashes a name that is too long for a tag', () => {
    const name = `${'a'.repeat(100)}/${'b'.repeat(60)}`;
    const { tag } = recordLocation(parseRepository('ghcr.io/acme'), parseRepository(`ghcr.io/acme/${name}`));
    expect(tag).toMatch(/^[0-9a-f]{64}$/);
  });
});
