import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lookWithCosign } from './chapters/cosign.ts';
import { firstRun } from './chapters/first-run.ts';
import { writeManifest } from './chapters/manifest.ts';
import { secondRun } from './chapters/second-run.ts';
import { showUpstream } from './chapters/upstream.ts';
import { refuse, verify } from './chapters/verify.ts';
import type { DemoOptions } from './options.ts';
import type { Page } from './page.ts';
import type { Scene } from './scene.ts';
import { openStage } from './stage.ts';
import { waitForEnter } from './wait-for-enter.ts';

export interface Telling extends DemoOptions {
  page: Page;
  /** Trivy's path. */
  trivy: string;
  signal: AbortSignal;
}

/** Plays the demo from its start to its end, and takes everything away again. @throws StepFailure */
export async function tell({ page, trivy, upstream: reference, keep, signal }: Telling): Promise<void> {
  const started = performance.now();
  await using stage = await openStage(trivy);
  page.title('mirror: copies of container images that anyone can check');
  page.gap();
  page.text(
    `Two registries and a Sigstore (it certifies who signs, and logs each signature) run on this machine, on 127.0.0.1. ${
      reference === undefined ? 'Nothing leaves it.' : `Only ${reference} is read from outside.`
    }`,
  );
  const upstream = await showUpstream(page, stage, reference, signal);
  const scene: Scene = {
    page,
    stage,
    upstream,
    selection: reference === undefined ? 'window' : 'tag',
    signal,
    env: reference === undefined ? {} : ownCredentials(),
    copies: `${stage.destination.host}/mirror/${upstream.repository.split('/').at(-1)}`,
  };
  await writeManifest(scene);
  await secondRun(scene, await firstRun(scene));
  await verify(scene);
  await refuse(scene);
  await lookWithCosign(scene, { keep });
  page.gap();
  page.good(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  if (keep) await leaveRunning(scene);
}

async function leaveRunning({ page, stage, upstream, copies, signal }: Scene): Promise<void> {
  page.gap();
  page.text(`Everything is still running. Upstream: ${upstream.repository}. Copies: ${copies}.`);
  page.text(`The manifest: ${stage.workspace.path('mirror.config.yaml')}. Press Enter to end it.`);
  await waitForEnter(signal);
}

/** Where docker keeps this user's credentials: a real registry may ask for them. */
function ownCredentials(): Record<string, string> {
  const directory = process.env.DOCKER_CONFIG ?? join(process.env.HOME ?? '', '.docker');
  return existsSync(directory) ? { DOCKER_CONFIG: directory } : {};
}
