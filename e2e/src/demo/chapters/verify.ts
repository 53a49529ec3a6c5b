import { manifest } from '../manifest.ts';
import { runMirror } from '../mirror-command.ts';
import type { Scene } from '../scene.ts';
import { workflow } from '../stage.ts';

const stranger = 'https://github.com/somebody-else/mirror/.github/workflows/mirror.yml@refs/heads/main';
const policyExitCode = 3;

/** Chapter 5: what is published is read back and checked. */
export async function verify({ page, stage, signal, env }: Scene): Promise<void> {
  page.section('mirror verify checks what is published, as a stranger would');
  await runMirror(stage.workspace, page, ['verify'], { signal, env });
}

/** Chapter 6: the same copies, for somebody who trusts another signer. @throws StepFailure when they are not refused */
export async function refuse({
  page,
  stage,
  upstream,
  selection,
  copies,
  signal,
  env,
}: Scene): Promise<void> {
  page.section('A signature of somebody else does not count');
  page.text(
    'Anyone can sign: what counts is who did. This manifest wants the workflow of somebody-else/mirror instead:',
  );
  page.gap();
  const file = 'somebody-else.yaml';
  await stage.workspace.write(file, manifest(stage, upstream, selection, stranger));
  const tag = selection === 'window' ? 'latest' : upstream.tags[0]?.tag;
  const args = ['verify', '--config', file, '--ref', `${copies}:${tag}`];
  await runMirror(stage.workspace, page, args, { signal, env, exitCode: policyExitCode, shorten: true });
  page.gap();
  page.good(`Refused, as it has to be. The copies are signed by ${workflow}.`);
}
