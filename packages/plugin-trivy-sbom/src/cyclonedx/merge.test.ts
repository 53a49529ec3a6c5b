import { describe, expect, it } from 'vitest';
import type { Bom } from './bom.ts';
import { cyclonedx } from './format.ts';
import { merge } from './merge.ts';
import { danglingRefs, identity, platformBom } from './testdata/boms.fixture.ts';

const index = identity('index');
const platforms = [platformBom('amd64'), platformBom('arm64')];
const merged = merge(index, platforms);

const named = (bom: Bom, name: string) => bom.components.filter((component) => component.name === name);
const needs = (bom: Bom, ref: string | undefined) =>
  bom.dependencies.find((dependency) => dependency.ref === ref)?.dependsOn ?? [];

describe('merge', () => {
  it('is of the index, which depends on the image of each platform', () => {
    expect(merged.metadata.component).toMatchObject({
      name: index.name,
      purl: index.purl,
      type: 'container',
    });
    const images = merged.components.filter(({ type }) => type === 'container');
    expect(images.map(({ name }) => name).sort()).toEqual(
      platforms.map(({ document }) => document.metadata.component.name).sort(),
    );
    const platformsOf = images.map(({ properties = [] }) => properties.at(-1)?.value);
    expect(new Set(platformsOf)).toEqual(new Set(['linux/amd64', 'linux/arm64']));
    expect(needs(merged, index.purl)).toEqual(images.map((image) => image['bom-ref']).sort());
  });

  it('has a package of both platforms once, and those of one platform under its image alone', () => {
    const [shared, ...more] = named(merged, 'ca-certificates').map((component) => component['bom-ref']);
    expect(more).toEqual([]);
    const [amd64 = '', arm64 = ''] = platforms.map(({ document }) => document.metadata.component['bom-ref']);
    expect(needs(merged, amd64)).toContain(shared);
    expect(needs(merged, arm64)).toContain(shared);
    const bzip2 = named(merged, 'bzip2')[0]?.['bom-ref'];
    expect(needs(merged, amd64)).toContain(bzip2);
    expect(needs(merged, arm64)).not.toContain(bzip2);
    expect(named(merged, 'lodash').map(({ version }) => version)).toEqual(['4.17.20', '4.17.21']);
  });

  it('has one operating system that depends on the packages of both', () => {
    expect(cyclonedx.systems(merged)).toEqual(['debian 12.15']);
    const system = named(merged, 'debian')[0]?.['bom-ref'];
    for (const { 'bom-ref': ref } of named(merged, 'base-files'))
      expect(needs(merged, system)).toContain(ref);
  });

  it('takes the latest patch level of a release for the system, and says so of different releases', () => {
    const with2 = (version: string) => {
      const [first, second] = structuredClone(platforms);
      if (first === undefined || second === undefined) throw new Error('no platforms');
      for (const component of second.document.components)
        if (component.name === 'debian') component.version = version;
      return merge(index, [first, second]);
    };
    expect(cyclonedx.systems(with2('12.9'))).toEqual(['debian 12.15']);
    expect(cyclonedx.systems(with2('12.16'))).toEqual(['debian 12.16']);
    expect(cyclonedx.systems(with2('13.1'))).toHaveLength(2);
    const older = with2('12.9');
    const latest = named(older, 'debian').find(({ type }) => type === 'operating-system');
    for (const { 'bom-ref': ref } of named(older, 'base-files'))
      expect(needs(older, latest?.['bom-ref'])).toContain(ref);
    expect(danglingRefs(older)).toEqual([]);
  });

  it('keeps every purl of each platform, uses no reference twice and leaves none without a component', () => {
    const purls = merged.components.map(({ purl }) => purl);
    for (const { document } of platforms)
      for (const { purl } of document.components) expect(purls).toContain(purl);
    const refs = merged.components.map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(danglingRefs(merged)).toEqual([]);
  });

  it('says the same again in the same bytes, in whatever order the platforms come', () => {
    const bytes = JSON.stringify(merged);
    expect(JSON.stringify(merge(index, platforms.toReversed()))).toBe(bytes);
    expect(merge(index, [platformBom('amd64'), platformBom('arm64', '2025-01-01T00:00:00Z')])).toMatchObject({
      metadata: { timestamp: '2025-01-01T00:00:00Z' },
    });
  });
});

describe('trims', () => {
  it('leave every package with purl and source, then what an image consists of', () => {
    const [places, dependencies] = cyclonedx.trims;
    const smaller = places?.apply(merged) ?? merged;
    expect(smaller.components.map(({ purl }) => purl)).toEqual(merged.components.map(({ purl }) => purl));
    const names = named(smaller, 'libssl3')[0]?.properties?.map(({ name }) => name.split(':').at(-1));
    expect(names?.sort()).toEqual(['SrcName', 'SrcRelease', 'SrcVersion']);
    const smallest = dependencies?.apply(smaller) ?? smaller;
    const [bzip2] = named(smallest, 'bzip2');
    const amd64 = platforms[0]?.document.metadata.component['bom-ref'];
    expect(needs(smallest, amd64)).toContain(bzip2?.['bom-ref']);
    expect(smallest.dependencies.length).toBeLessThan(smaller.dependencies.length);
    expect(danglingRefs(smallest)).toEqual([]);
    expect(new Set([merged, smaller, smallest].map(({ serialNumber }) => serialNumber)).size).toBe(3);
  });
});
