import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { workflowRun } from '../support/github-actions.ts';
import { sigstoreOf } from '../support/manifest.ts';
import { outputOf, runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'cosign-2']);
const cosigns = ['cosign', 'cosign-2'] as const;
const otherType = 'https://actions.github.io/buildtypes/workflow/v1';

describe.skipIf(tools.missing.length > 0)(
  'what the cosign CLI attached before, with the very identity of ours',
  () => {
    let scene: SmallScene;
    const users: Record<string, Record<string, string>> = {};

    beforeAll(async () => {
      scene = await setSmallScene({});
      for (const name of cosigns)
        users[name] = await cosignUser(tools.paths[name], scene.sigstore, scene.workspace.path(name));
      const predicate = {
        buildDefinition: { buildType: otherType, externalParameters: {}, resolvedDependencies: [] },
        runDetails: { builder: { id: 'https://github.com/actions/runner' } },
      };
      await scene.workspace.write('provenance.json', JSON.stringify(predicate));
    });
    afterAll(() => scene?.close());

    const lines = (plugins: string): string => `
plugins: ${plugins}
${sigstoreOf(scene.sigstore)}`;
    const chain = `[cosign-sign, slsa-provenance, {use: verify, with: {identity: '${workflowRun.identity}', issuer: "${workflowRun.issuer}"}}]`;

    it.each(cosigns)(
      '%s: its signature is adopted, its provenance of another build type replaced, and one is left',
      async (name) => {
        expect((await scene.mirror(['run'], name, lines('[]'))).exitCode).toBe(0);
        const reference = `${scene.reference(name)}@${scene.digests[0]}`;
        const token = scene.sigstore.identityToken();
        const services =
          name === 'cosign'
            ? []
            : ['--fulcio-url', scene.sigstore.fulcioUrl, '--rekor-url', scene.sigstore.rekorUrl];
        const signing = ['--yes', '--identity-token', token, ...services];
        const options = { env: users[name] ?? {}, cwd: scene.workspace.directory };
        await outputOf(tools.paths[name], ['sign', ...signing, reference], options);
        await outputOf(
          tools.paths[name],
          ['attest', ...signing, '--type', 'slsaprovenance1', '--predicate', 'provenance.json', reference],
          options,
        );
        const before = scene.sigstore.entries().length;

        const done = await scene.mirror(['run', '--json'], name, lines(chain));
        expect(done, done.stderr).toMatchObject({ exitCode: 0 });
        // Both provenances of the index; of its signature the set that the CLI did not write; a signature of each platform.
        expect(scene.sigstore.entries()).toHaveLength(before + 2 + 1 + 2);
        const again = await scene.mirror(['run', '--deep', '--json'], name, lines(chain));
        expect(again.report.summary.actions).toMatchObject({ unchanged: 1 });

        for (const reader of cosigns) {
          const accept = [
            '--certificate-identity-regexp',
            workflowRun.identity,
            '--certificate-oidc-issuer',
            workflowRun.issuer,
          ];
          const read = (...args: string[]) =>
            runProgram(tools.paths[reader], [...args, ...accept, `${scene.reference(name)}:1.0.0`], {
              env: users[reader] ?? {},
            });
          const signed = await read('verify');
          expect(signed, signed.stderr).toMatchObject({ exitCode: 0 });
          const found = await read('verify-attestation', '--type', 'slsaprovenance1');
          expect(found, found.stderr).toMatchObject({ exitCode: 0 });
          const statements = found.stdout.trim().split('\n');
          expect(statements).toHaveLength(1);
          expect(Buffer.from(JSON.parse(statements[0] ?? '{}').payload, 'base64').toString()).not.toContain(
            otherType,
          );
        }
      },
    );
  },
);
