import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { acceptReference, acceptWorkflow, workflowRun } from './support/github-actions.ts';
import { type ProductionScene, productionTools, setProductionScene } from './support/production-scene.ts';
import { type Ended, type ProgramOptions, runBash } from './support/program.ts';
import { attestAsReference } from './support/reference-deployment.ts';
import { swapAttestations, tamperWithAll } from './support/tamper.ts';

const tools = await ensureTools([...productionTools, 'cosign', 'cosign-2', 'cosign-legacy']);

const namespace = 'this-is-tobi/mirror';
const image = `ghcr.io/${namespace}/mattermost:10.3.1`;
const commands = ['verify', 'verify-attestation --type spdxjson', 'verify-attestation --type slsaprovenance'];
const flags = (identity: string, issuer: string): string =>
  `--certificate-identity-regexp '${identity}' --certificate-oidc-issuer ${issuer}`;

describe.skipIf(tools.missing.length > 0)('what is on GHCR after a run', () => {
  let scene: ProductionScene;

  beforeAll(async () => {
    scene = await setProductionScene(tools);
    await scene.run('mattermost');
    // Both sets: every cosign has to see them.
    for (const program of ['cosign-legacy', 'cosign'] as const)
      await attestAsReference(scene, {
        programs: { cosign: tools.paths[program], trivy: tools.paths.trivy },
        repository: `${namespace}/evil`,
        version: '10.3.1',
        identity: { repository: 'this-is-tobi/multiarch-mirror-evil' },
      });
  });
  afterAll(() => scene?.close());

  describe.each([
    ['3.1.2', 'cosign'],
    ['2.6.4', 'cosign-2'],
    ['2.4.3', 'cosign-legacy'],
  ] as const)('to cosign %s', (_, cosign) => {
    let user: ProgramOptions;

    beforeAll(async () => {
      user = await scene.user(`user-of-${cosign}`, tools.paths[cosign]);
    });

    const verify = (command: string, accept: string, name = image): Promise<Ended> =>
      runBash(`cosign ${command} ${accept} ${name}`, user);
    const refused = async (accept: string, said: RegExp, name = image): Promise<void> => {
      for (const command of commands) {
        const ended = await verify(command, accept, name);
        expect(ended.exitCode, ended.stderr).not.toBe(0);
        expect(ended.stdout).toBe('');
        expect(ended.stderr).toMatch(said);
      }
    };
    const accepted = async (accept: string, name = image): Promise<void> => {
      for (const command of commands) {
        const ended = await verify(command, accept, name);
        expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      }
    };
    /** Does something to the repository, and takes it back. */
    const during = async (attack: () => void | Promise<void>, check: () => Promise<void>): Promise<void> => {
      const { tags } = scene.internet.ghcr.repository(`${namespace}/mattermost`);
      const before = [...tags];
      try {
        await attack();
        await check();
      } finally {
        tags.clear();
        for (const [tag, digest] of before) tags.set(tag, digest);
      }
      await accepted(acceptWorkflow);
    };

    it('accepts it, for the workflow whose it is', () => accepted(acceptWorkflow));

    it('refuses another identity', () =>
      refused(
        flags(workflowRun.identity.replace('mirror\\.yml', 'build\\.yml'), workflowRun.issuer),
        /identit/i,
      ));

    it('refuses another issuer', () =>
      refused(flags(workflowRun.identity, 'https://accounts.google.com'), /identit|issuer/i));

    it("refuses a look-alike's signatures, where the expression is anchored; the reference page's is not", async () => {
      const name = `ghcr.io/${namespace}/evil:10.3.1`;
      await refused(acceptWorkflow, /identit/i, name);
      await accepted(acceptReference, name);
    });

    it("refuses another digest's attestations", () =>
      during(
        () => {
          const { '10.3.1': ours, '10.3.0': other } = scene.images;
          swapAttestations(scene.internet.ghcr, `${namespace}/mattermost`, ours.digest, other.digest);
        },
        () => refused(acceptWorkflow, /digest|subject|no matching/i),
      ));

    it('refuses signatures and attestations whose content was changed', () =>
      during(
        () => tamperWithAll(scene.internet.ghcr, `${namespace}/mattermost`, scene.images['10.3.1'].digest),
        () => refused(acceptWorkflow, /signature|no matching/i),
      ));
  });
});
