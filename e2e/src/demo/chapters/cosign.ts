import { join } from 'node:path';
import { locate } from '../../../../tools/install/locate.ts';
import { cosignUser } from '../../support/cosign.ts';
import { runProgram } from '../../support/program.ts';
import type { Page } from '../page.ts';
import type { Scene } from '../scene.ts';
import { issuer, rootFile, workflow } from '../stage.ts';
import { packagesOf, predicateOf, provenanceOf } from '../statement.ts';
import { StepFailure } from '../step-failure.ts';

/** One thing to look at. */
interface Look {
  what: string;
  /** Arguments of cosign before the flags that say who must have signed. */
  args: readonly string[];
  /** What the documented command does with the output. */
  filter: string;
  /** A few lines of what cosign said, for people. */
  show: (output: { stdout: string; stderr: string }) => readonly string[];
}

const looks: readonly Look[] = [
  {
    what: 'The signature, and what cosign checked:',
    args: ['verify'],
    filter: '',
    show: ({ stderr }) => stderr.split('\n').filter((line) => line.trimStart().startsWith('- ')),
  },
  {
    what: 'The packages in it, of both platforms, from the signed SBOM:',
    args: ['verify-attestation', '--type', 'spdxjson'],
    filter: `| jq -r .payload | base64 -d | jq '.predicate.packages[] | {name, version: .versionInfo}'`,
    show: ({ stdout }) => packagesOf(predicateOf(stdout)),
  },
  {
    what: 'Where it comes from, from the signed provenance:',
    args: ['verify-attestation', '--type', 'slsaprovenance'],
    filter: '| jq -r .payload | base64 -d | jq .predicate',
    show: ({ stdout }) => provenanceOf(predicateOf(stdout)),
  },
];

/** Chapter 7: shows how to look at the copies with cosign, and does it where cosign is there: nothing is installed for it. */
export async function lookWithCosign(scene: Scene, { keep }: { keep: boolean }): Promise<void> {
  const { page, stage, copies, selection, upstream, signal } = scene;
  const found = (await locate('cosign')) ?? (await locate('cosign-2'));
  page.section('Nobody needs mirror for that: cosign says the same');
  page.text(
    found === undefined
      ? `cosign is not installed here, so these are the commands alone; they work while the demo runs${keep ? '' : ' (with --keep)'}. \`npm run tools -- cosign\` brings it.`
      : `cosign ${found.version} is told once whom to trust: here the local Sigstore, and only in this shell.`,
  );
  page.gap();
  const { workspace, sigstore } = stage;
  const [directory, root] = [workspace.path('cosign'), workspace.path(rootFile)];
  page.command([`export TUF_ROOT=${join(directory, 'tuf')}`]);
  page.command(['cosign initialize \\', `--mirror ${sigstore.tufUrl} \\`, `--root ${root}`]);
  const env =
    found === undefined
      ? undefined
      : await cosignUser(found.path, { tufUrl: sigstore.tufUrl, rootPath: root }, directory);
  const image = `${copies}:${selection === 'window' ? 'latest' : upstream.tags[0]?.tag}`;
  for (const look of looks) {
    signal.throwIfAborted();
    page.gap();
    page.text(look.what);
    printCommand(page, look, image);
    if (found === undefined || env === undefined) continue;
    const args = [...look.args, ...trusted(workflow), image];
    const ended = await runProgram(found.path, args, { env });
    if (ended.exitCode !== 0) {
      throw new StepFailure(`cosign ${args.join(' ')}: exit code ${ended.exitCode}\n${ended.stderr}`);
    }
    page.block(look.show(ended));
  }
}

function trusted(identity: string): string[] {
  return ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
}

function printCommand(page: Page, { args, filter }: Look, image: string): void {
  page.command([
    `cosign ${args.join(' ')} \\`,
    `--certificate-identity ${workflow} \\`,
    `--certificate-oidc-issuer ${issuer} \\`,
    ...(filter === '' ? [image] : [`${image} \\`, filter]),
  ]);
}
