import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CopyMeter, type CopyState } from './copy-meter.ts';
import type { ImageRoot } from './root.ts';

const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: 'sha256:layer', size: 100 };
const manifest = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: 'sha256:arm', size: 10 };
const root = {
  platforms: [
    { platform: 'linux/arm64', descriptor: manifest },
    { platform: 'linux/amd64', descriptor: { ...manifest, digest: 'sha256:amd' } },
  ],
} as unknown as ImageRoot;

function metered() {
  const states: CopyState[] = [];
  return { states, meter: new CopyMeter(root, (state) => states.push(state)) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('CopyMeter', () => {
  it('says ten times in a second at most what has come and what is left', () => {
    const { meter, states } = metered();
    meter.on({ kind: 'found', descriptor: manifest });
    meter.on({ kind: 'found', descriptor: layer });
    for (let piece = 0; piece < 50; piece += 1) {
      vi.advanceTimersByTime(1);
      meter.on({ kind: 'bytes', descriptor: layer, bytes: 1 });
    }
    expect(states).toEqual([{ bytes: 0, done: 0, total: 10, complete: [] }]);
    vi.advanceTimersByTime(1000);
    expect(states.slice(1)).toEqual([{ bytes: 50, done: 50, total: 110, complete: [] }]);
  });

  it('counts what was there already as done, and a platform when its manifest is there', () => {
    const { meter, states } = metered();
    meter.on({ kind: 'found', descriptor: manifest });
    meter.on({ kind: 'found', descriptor: layer });
    meter.on({ kind: 'blob', descriptor: layer, outcome: 'mounted' });
    meter.on({ kind: 'manifest', descriptor: manifest });
    meter.flush();
    expect(states.at(-1)).toEqual({ bytes: 0, done: 110, total: 110, complete: ['linux/arm64'] });
  });

  it('is never further than the whole, however often a blob has to be sent', () => {
    const { meter, states } = metered();
    meter.on({ kind: 'found', descriptor: layer });
    for (const _ of [1, 2]) meter.on({ kind: 'bytes', descriptor: layer, bytes: 80 });
    meter.flush();
    expect(states.at(-1)).toEqual({ bytes: 160, done: 100, total: 100, complete: [] });
  });

  it('says nothing of a copy that found everything there', () => {
    const { meter, states } = metered();
    meter.flush();
    expect(states).toEqual([]);
  });
});
