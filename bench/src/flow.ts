import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openSession, type RunEvent, run, validateManifest } from '@multiarch-mirror/core';
import { buildImage, buildIndex, pushImage, startSigstore, tarLayer } from '@multiarch-mirror/testing';
import { debianRootfs } from '../../e2e/src/support/debian-image.ts';
import { actionsEnvironment, workflowRun } from '../../e2e/src/support/github-actions.ts';
import { builtins } from '../../packages/cli/src/builtins.generated.ts';
import { Scene } from './scene.ts';
import { formatSize } from './size.ts';
import { inSeconds } from './table.ts';
import type { Workplace } from './workplace.ts';

export interface FlowOptions {
  workplace: Workplace;
  /** distribution's `registry`, and where the real Trivy is. */
  registry: string;
  trivy: string;
  signal: AbortSignal;
  note: (text: string) => void;
}

const images = 24;
const architectures = ['amd64', 'arm64'] as const;
/** Of a layer that each platform of each image has alone, beside a Debian that all share. */
const ownBytes = 6 * 2 ** 20;
/** What may go over the network on each side for each byte of image. */
const target = 1.05;

/**
 * A run that mirrors images on Debian, attests them with the real Trivy, and verifies: what goes over the network on each side for a
 * byte of image, and whether Trivy and the network wait for one another. Far registries, so that copies take their time.
 */
export async function measureFlow(options: FlowOptions): Promise<string[][]> {
  const { workplace, registry, signal, note } = options;
  const scene = await Scene.open({ program: registry, workplace, roundTrip: 50 });
  const sigstore = await startSigstore();
  try {
    await scene.renew();
    note('filling the source');
    const bytes = await fill(scene, workplace.directory);
    const { source, destination } = scene.hosts;
    const { fulcioUrl: fulcio, rekorUrl: rekor, trustedRootPath: trustedRoot } = sigstore;
    const { identity, issuer } = workflowRun;
    const manifest = {
      version: 1,
      destination: `${destination}/mirror`,
      plugins: [
        'trivy-sbom',
        'cosign-sign',
        'slsa-provenance',
        { use: 'verify', with: { identity, issuer } },
      ],
      sigstore: { fulcio, rekor, trustedRoot },
      images: Array.from({ length: images }, (_, number) => ({
        source: `${source}/up/app-${number}`,
        tags: ['1.0.0'],
      })),
    };
    const { config, errors } = validateManifest(JSON.stringify(manifest), {
      file: join(workplace.directory, 'flow.yaml'),
      environment: {},
    });
    if (config === undefined) throw new Error(errors.map((error) => error.describe()).join('\n'));
    const session = await openSession(config, {
      builtins,
      signal,
      log: { debug: () => {}, info: () => {}, warn: note },
      environment: { ...workplace.env, ...actionsEnvironment(sigstore), PATH: options.trivy },
      writes: true,
    });
    const watch = new Watch();
    try {
      note(`mirroring ${images} images of ${formatSize(bytes)} together`);
      const result = await run(session, config.images, {
        failFast: true,
        now: Date.now(),
        on: (event) => watch.on(event),
      });
      const [error] = result.errors;
      if (error !== undefined) throw error;
      const { bytesRead = 0, bytesWritten = 0 } = result.report.transfer ?? {};
      const [read, written] = [bytesRead / bytes, bytesWritten / bytes];
      return [
        ['what', 'measured', 'at most', 'reached'],
        ['bytes read for a byte of image', read.toFixed(3), String(target), reached(read)],
        ['bytes written for a byte of image', written.toFixed(3), String(target), reached(written)],
        ['whole run', inSeconds(result.report.seconds ?? Number.NaN), '–', '–'],
        ['copying', inSeconds(watch.during('copy')), '–', '–'],
        ['Trivy at work', inSeconds(watch.during('trivy-sbom')), '–', '–'],
        ['both at once', inSeconds(watch.both('copy', 'trivy-sbom')), '–', '–'],
        ['Trivy waits, while images are still to be scanned', inSeconds(watch.gaps('trivy-sbom')), '–', '–'],
        ['no copy, while images are still to be copied', inSeconds(watch.gaps('copy')), '–', '–'],
      ];
    } finally {
      await session.close();
    }
  } finally {
    await scene.close();
    await sigstore.close();
  }
}

function reached(ratio: number): string {
  return ratio <= target ? 'yes' : 'no';
}

/** @returns the bytes of all distinct blobs */
async function fill(scene: Scene, directory: string): Promise<number> {
  const debian = await Promise.all(
    architectures.map(async (architecture) =>
      tarLayer(await debianRootfs(architecture), { directory: join(directory, 'layers') }),
    ),
  );
  const sizes = new Map<string, number>();
  await scene.directly(async (open) => {
    for (let number = 0; number < images; number += 1) {
      const members = await Promise.all(
        architectures.map((architecture, index) =>
          buildImage({
            platform: { os: 'linux', architecture },
            layers: debian.slice(index, index + 1),
            files: { 'opt/app/data': randomBytes(ownBytes) },
            compression: 'none',
          }),
        ),
      );
      for (const { descriptor } of members.flatMap(({ config, layers }) => [config, ...layers]))
        sizes.set(descriptor.digest, descriptor.size);
      await pushImage(open('source', `up/app-${number}`), buildIndex(members), '1.0.0');
    }
  });
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

interface Span {
  phase: string;
  start: number;
  end: number;
}

/** When images were in which phase. */
class Watch {
  readonly #open = new Map<string, { phase: string; start: number }>();
  readonly #spans: Span[] = [];

  on(event: RunEvent): void {
    if (event.type !== 'phase' && event.type !== 'finished') return;
    const now = performance.now() / 1000;
    const known = this.#open.get(event.image);
    if (known !== undefined) this.#spans.push({ ...known, end: now });
    if (event.type === 'phase') this.#open.set(event.image, { phase: event.phase, start: now });
    else this.#open.delete(event.image);
  }

  /** Seconds in which at least one image was in the phase. */
  during(phase: string): number {
    return length(this.#times(phase));
  }

  both(phase: string, other: string): number {
    const [first, second] = [this.#times(phase), this.#times(other)];
    return length(
      first.flatMap(([a, b]) =>
        second.flatMap(([c, d]): [number, number][] =>
          Math.min(b, d) > Math.max(a, c) ? [[Math.max(a, c), Math.min(b, d)]] : [],
        ),
      ),
    );
  }

  /** Seconds between the phase's first beginning and its last end in which no image was in it. */
  gaps(phase: string): number {
    const times = this.#times(phase);
    const [first, last] = [times[0]?.[0] ?? 0, times.at(-1)?.[1] ?? 0];
    return last - first - length(times);
  }

  /** Times that do not overlap, in their order. */
  #times(phase: string): [number, number][] {
    const merged: [number, number][] = [];
    const spans = this.#spans.filter((span) => span.phase === phase).sort((a, b) => a.start - b.start);
    for (const { start, end } of spans) {
      const last = merged.at(-1);
      if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  }
}

function length(times: readonly [number, number][]): number {
  return times.reduce((sum, [start, end]) => sum + end - start, 0);
}
