import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { BuiltIndex } from './image-index.ts';
import { machineImage } from './machine-image.ts';

const root = await mkdtemp(join(tmpdir(), 'machine-'));
afterAll(async () => await rm(root, { recursive: true }));

const linux = (architecture: string) => ({ os: 'linux', architecture });
const platforms = [linux('amd64'), linux('arm64')];

function stanza(name: string, architecture: string, more = 'Status: install ok installed'): string {
  return `Package: ${name}\n${more}\nPriority: optional\nArchitecture: ${architecture}\nVersion: 1\n`;
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

/** Paths of files in the layers of each image. */
async function pathsOf(index: BuiltIndex): Promise<string[][]> {
  const all: string[][] = [];
  for (const member of index.members) {
    if (member.kind !== 'image') continue;
    const paths: string[] = [];
    for (const { open } of member.layers) {
      const entries = Readable.from(await open())
        .pipe(createGunzip())
        .pipe(extract());
      for await (const entry of entries) {
        if (entry.header.type === 'file') paths.push(entry.header.name);
        entry.resume();
      }
    }
    all.push(paths);
  }
  return all;
}

describe('machineImage', () => {
  it('gives each platform the packages that are true for it', async () => {
    await write('etc/os-release', 'ID=debian\n');
    const stanzas = [
      stanza('everywhere', 'all'),
      stanza('native', 'amd64'),
      stanza('foreign', 'armhf'),
      stanza('removed', 'amd64', 'Status: deinstall ok config-files'),
    ];
    await write('var/lib/dpkg/status', stanzas.join('\n'));
    await write('usr/share/doc/native/copyright', 'License: MIT\n');
    const [amd64, arm64] = await pathsOf(await machineImage({ platforms, root, modules: false }));
    expect(amd64).toEqual([
      'etc/os-release',
      'var/lib/dpkg/status.d/everywhere',
      'usr/share/doc/machine-image/README',
      'usr/share/doc/native/copyright',
      'var/lib/dpkg/status.d/native',
    ]);
    expect(arm64).toEqual([
      'etc/os-release',
      'var/lib/dpkg/status.d/everywhere',
      'usr/share/doc/machine-image/README',
    ]);
  });

  it('has npm packages of the checkout on a machine without Debian', async () => {
    const index = await machineImage({ platforms, root: join(root, 'none'), limit: 3 });
    for (const paths of await pathsOf(index)) {
      expect(paths.filter((path) => /^app\/node_modules\/[^/]+\/package\.json$/.test(path))).toHaveLength(3);
      expect(paths.filter((path) => path.startsWith('var/'))).toEqual([]);
    }
  });

  it('is the same when it is built again, and shares a layer between platforms', async () => {
    const index = await machineImage({ platforms });
    expect((await machineImage({ platforms })).manifest).toEqual(index.manifest);
    const first = index.members.map((member) =>
      member.kind === 'image' ? member.layers[0]?.diffId : undefined,
    );
    expect(new Set(first).size).toBe(1);
  });
});
