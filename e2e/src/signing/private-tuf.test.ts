import {
  type LocalSigstore,
  startSigstore,
  startTufRepository,
  type TufService,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { acceptWorkflow, workflowRun } from '../support/github-actions.ts';
import { type PrivateSigstore, startPrivateSigstore } from '../support/private-sigstore.ts';
import { outputOf, runBash } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'timestamp-server', 'rekor-tiles']);

describe.skipIf(tools.missing.length > 0)(
  'a private Sigstore by its TUF repository, with a log of version 2 and a timestamp authority',
  () => {
    let scene: SmallScene;
    let services: PrivateSigstore;
    /** What somebody has who has told cosign of the TUF repository, and of nothing else. */
    let user: Record<string, string>;
    /** Of somebody else. */
    let stranger: LocalSigstore;
    let expired: TufService;

    beforeAll(async () => {
      scene = await setSmallScene({});
      services = await startPrivateSigstore(tools.paths, scene.sigstore);
      user = await cosignUser(tools.paths.cosign, services.tuf, scene.workspace.path('user'));
      stranger = await startSigstore();
      expired = await startTufRepository({ 'trusted_root.json': '{}' }, -1);
    });
    afterAll(async () => {
      await expired?.close();
      await stranger?.close();
      await services?.close();
      await scene?.close();
    });

    const lines = (trust: Pick<TufService, 'tufUrl' | 'rootPath'> = services.tuf): string => `
attestations: {format: bundle}
plugins:
  - cosign-sign
  - slsa-provenance
  - use: verify
    with: {identity: '${workflowRun.identity}', issuer: "${workflowRun.issuer}"}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  rekor: ${services.rekorUrl}
  rekorVersion: 2
  timestamp: ${services.timestampUrl}
  tuf: {mirror: "${trust.tufUrl}", root: ${trust.rootPath}}
`;
    const hasTag = (name: string): boolean => scene.registry.repository(`mirror/${name}`).tags.has('1.0.0');

    it('run signs, verify verifies, and so does cosign by the commands that are printed', async () => {
      const done = await scene.mirror(['run', '--json'], 'app', lines());
      expect(done, done.stderr).toMatchObject({ exitCode: 0 });
      const verified = await scene.mirror(['verify', '--json'], 'app', lines());
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
      const { verify: printed = [] } = verified.report;
      expect(printed.map((line) => line.split(' ')[1])).toEqual(['initialize', 'verify']);
      const fresh = { ...user, TUF_ROOT: scene.workspace.path('fresh') };
      const ended = await runBash(printed.join('\n'), { env: fresh });
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      for (const type of ['slsaprovenance1', 'slsaprovenance']) {
        const command = `cosign verify-attestation --type ${type} ${acceptWorkflow} ${scene.reference('app')}:1.0.0`;
        const attested = await runBash(command, { env: fresh });
        expect(attested, attested.stderr).toMatchObject({ exitCode: 0 });
      }
      const again = await scene.mirror(['run', '--deep', '--json'], 'app', lines());
      expect(again.report.summary.actions).toMatchObject({ unchanged: 1 });
    });

    it('what cosign has signed by the signing config of that repository is adopted', async () => {
      const copied = lines().replace(/plugins:[\s\S]+?\nsigstore/, 'plugins: []\nsigstore');
      expect((await scene.mirror(['run'], 'theirs', copied)).exitCode).toBe(0);
      const reference = `${scene.reference('theirs')}@${scene.digests[0]}`;
      const token = scene.sigstore.identityToken();
      await outputOf(tools.paths.cosign, ['sign', '--yes', '--identity-token', token, reference], {
        env: user,
      });
      const repository = scene.registry.repository('mirror/theirs');
      const [signature] = repository.referrers(scene.digests[0]).map(({ digest }) => digest);
      const done = await scene.mirror(['run', '--json'], 'theirs', lines());
      expect(done, done.stderr).toMatchObject({ exitCode: 0 });
      const found = repository.referrers(scene.digests[0]).map(({ digest }) => digest);
      // Two provenances beside it, and no second signature.
      expect(found).toHaveLength(3);
      expect(found).toContain(signature);
    });

    it.concurrent.each<[what: string, code: string, says: RegExp, hint: RegExp, lines: () => string]>([
      [
        'a root that does not sign what the mirror has',
        'MIRROR_TRUST',
        /gave no trusted root/,
        /`root` of `sigstore\.tuf`/,
        () => lines({ tufUrl: services.tuf.tufUrl, rootPath: stranger.rootPath }),
      ],
      [
        'a mirror that has expired',
        'MIRROR_TRUST',
        /is expired/,
        /sign it anew.*clock/,
        () => lines(expired),
      ],
      [
        'a mirror out of reach',
        'MIRROR_TRUST_UNREACHABLE',
        /TUF repository http:\/\/127\.0\.0\.1:9 is out of reach/,
        /network.*sigstore\.trustedRoot/,
        () => lines({ tufUrl: 'http://127.0.0.1:9', rootPath: services.tuf.rootPath }),
      ],
      [
        'a root that is not there',
        'MIRROR_TRUST',
        /nowhere\.json.*cannot be read/,
        /sigstore\.tuf\.root/,
        () => lines({ tufUrl: services.tuf.tufUrl, rootPath: './nowhere.json' }),
      ],
      [
        'a trusted root that knows neither that log nor that timestamp authority',
        'MIRROR_NOT_IN_LOG',
        /./,
        /./,
        () => lines(scene.sigstore),
      ],
    ])('%s: %s, nothing is tagged and nothing verified', async (what, code, says, hint, manifest) => {
      const name = `no-${what.replaceAll(/\W+/g, '-').toLowerCase()}`;
      const ended = await scene.mirror(['run', '--json'], name, manifest());
      expect(ended.exitCode, ended.stderr).toBeGreaterThan(0);
      expect(ended.report.images[0]?.error).toMatchObject({
        code,
        message: expect.stringMatching(says),
        hint: expect.stringMatching(hint),
      });
      expect(hasTag(name)).toBe(false);
      const reference = `${scene.reference('app')}:1.0.0`;
      const verified = await scene.mirror(['verify', '--ref', reference, '--json'], name, manifest());
      expect(verified.exitCode, verified.stderr).toBeGreaterThan(0);
      expect(verified.report.images[0]?.error?.code).toBe(code);
    });
  },
);
