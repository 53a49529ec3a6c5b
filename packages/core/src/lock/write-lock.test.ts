import { describe, expect, it } from 'vitest';
import { parsedLock } from './parsed-lock.fixture.ts';
import { type LockEntry, writeLock } from './write-lock.ts';

const [a, b] = ['a1', 'b2'].map((hex) => `sha256:${hex.repeat(32)}`) as [string, string];
const app: LockEntry = {
  name: 'app',
  sources: [{ reference: 'docker.io/up/app' }],
  platforms: ['linux/amd64', 'linux/arm64'],
  tags: new Map([
    ['10.3.1', [{ digest: a }]],
    ['3.10', [{ digest: b }]],
  ]),
};
const outline: LockEntry = {
  name: 'outline',
  sources: [
    { platform: 'linux/amd64', reference: 'docker.io/up/outline:{tag}' },
    { platform: 'linux/arm64', reference: 'oci:./build/outline:{tag}' },
  ],
  platforms: 'all',
  tags: new Map([['v1', [{ platform: 'linux/amd64', digest: a }]]]),
};

const written = `# What \`mirror run --locked\` mirrors, and nothing else: tag → digest upstream.
# \`mirror lock\` writes this file. Review what it changes as you review code.

version: 1
images:
  - name: app
    source: docker.io/up/app
    platforms:
      - linux/amd64
      - linux/arm64
    tags:
      10.3.1: ${a}
      "3.10": ${b}
  - name: outline
    sources:
      linux/amd64: docker.io/up/outline:{tag}
      linux/arm64: oci:./build/outline:{tag}
    platforms: all
    tags:
      v1:
        linux/amd64: ${a}
`;

describe('writeLock', () => {
  it('has a line for each thing', () => {
    expect(writeLock([app, outline])).toBe(written);
  });

  it('is read back as it was, and writes the same text again', () => {
    const before = parsedLock(written);
    const again = before.lock.images.map(({ name, sources, platforms, tags }, previous) => ({
      name,
      sources,
      platforms,
      tags: new Map([...tags].map(([tag, { digests }]) => [tag, digests])),
      previous,
    }));
    expect(writeLock(again, before)).toBe(written);
  });

  it('changes the lines that have to change, and keeps what people have written', () => {
    const commented = written
      .replace('# What', '# Ask the platform team before you merge.\n# What')
      .replace('  - name: app', '  # our chat\n  - name: app # since May')
      .replace('  - name: outline', '  # the wiki\n  - name: outline')
      .replace('      - linux/arm64', '      - linux/arm64 # the new nodes')
      .replace('      "3.10"', '      # the last one with LDAP\n      "3.10"')
      .replace(`"3.10": ${b}`, `"3.10": ${b} # keep`)
      .concat('\n# the end\n');
    const tags = new Map([['10.4.0', [{ digest: b }]], ...app.tags]);
    const text = writeLock(
      [
        { ...app, tags, previous: 0 },
        { ...outline, previous: 1 },
      ],
      parsedLock(commented),
    );
    expect(text).toBe(commented.replace('      10.3.1', `      10.4.0: ${b}\n      10.3.1`));
  });

  it('drops a tag with its comment, and follows the order of the manifest', () => {
    const before = parsedLock(written.replace('      10.3.1', '      # gone soon\n      10.3.1'));
    const tags = new Map([['3.10', [{ digest: b }]]]);
    const text = writeLock(
      [
        { ...outline, previous: 1 },
        { ...app, tags, previous: 0 },
      ],
      before,
    );
    expect(text).not.toContain('gone soon');
    expect(text.indexOf('name: outline')).toBeLessThan(text.indexOf('name: app'));
    expect(parsedLock(text).lock.images.map(({ name }) => name)).toEqual(['outline', 'app']);
  });

  it.each(['3.10', '17', '1e3', '0x1f', '2024-01-02', 'true', 'NO', 'null', '_x', '1_000'])(
    'writes the tag %s in quotes, so that it is a text to every reader',
    (tag) => {
      expect(writeLock([{ ...app, tags: new Map([[tag, [{ digest: a }]]]) }])).toContain(`"${tag}": ${a}`);
    },
  );

  it('writes what the versions end with, and it is read back', () => {
    const text = writeLock([{ ...app, usual: 'ce' }]);
    expect(text).toContain('      - linux/arm64\n    usual: ce\n    tags:\n');
    expect(parsedLock(text).lock.images[0]?.usual).toBe('ce');
  });

  it('writes a manifest without images', () => {
    expect(parsedLock(writeLock([])).lock.images).toEqual([]);
  });
});
