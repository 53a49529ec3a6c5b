import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogue, toolNames } from './catalogue.ts';
import { root } from './directory.ts';

it.each(toolNames)('%s can be had in some way', (name) => {
  const { go, python, wheel, debian } = catalogue[name];
  expect(go ?? python ?? wheel ?? debian).toBeDefined();
});

it.each(toolNames.filter((name) => catalogue[name].go))(
  '%s is pinned to the same version in tools/go',
  (name) => {
    const { go, ask, version } = catalogue[name];
    const wrapped = go?.package === '.' && 'module' in ask ? ask.module : undefined;
    const folder = join(root, 'tools', 'go', go?.folder ?? name);
    expect(existsSync(join(folder, 'go.sum'))).toBe(true);
    const text = readFileSync(join(folder, 'go.mod'), 'utf8');
    if (wrapped === undefined) expect(text).toContain(`tool ${go?.package}\n`);
    const modules = [...text.matchAll(/^(?:require )?\s*(\S+) (v\S+)/gm)];
    const own = modules.find(([, module = '']) => `${wrapped ?? go?.package}/`.startsWith(`${module}/`));
    expect(own?.[2]).toBe(`v${version}`);
  },
);

it.each(toolNames.filter((name) => catalogue[name].python))(
  '%s is pinned to the same version in tools/python, and all that it needs by hashes',
  (name) => {
    const { python, version } = catalogue[name];
    const text = readFileSync(join(root, 'tools', 'python', name, 'requirements.txt'), 'utf8');
    const pins = text.replaceAll('\\\n', '').trim().split('\n');
    expect(text).toContain(`${python?.distribution}==${version} `);
    expect(pins.filter((pin) => !/^[\w.-]+==\S+(\s+--hash=sha256:[\da-f]{64})+$/.test(pin))).toEqual([]);
  },
);

it.each(toolNames.filter((name) => catalogue[name].release))(
  '%s has release files of that version, each with a sha256 of its own',
  (name) => {
    const { release, version } = catalogue[name];
    const files = Object.values(release ?? {});
    expect(files.filter(({ url }) => !url.includes(`/v${version}/`))).toEqual([]);
    expect(files.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256))).toEqual([]);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(files.length);
  },
);
