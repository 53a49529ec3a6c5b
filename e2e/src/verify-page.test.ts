import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRegistry, type Registry } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { root } from '../../tools/install/directory.ts';
import { acceptWorkflow } from './support/github-actions.ts';
import { commandBlocks } from './support/markdown-commands.ts';
import { type ProductionScene, productionTools, setProductionScene } from './support/production-scene.ts';
import { type ProgramOptions, runBash } from './support/program.ts';
import { plantTrivyDatabase } from './support/trivy-database.ts';

const tools = await ensureTools([
  ...productionTools,
  'cosign',
  'cosign-2',
  'cosign-legacy',
  'oras',
  'regctl',
  'gh',
  'jq',
]);
const blocks = commandBlocks(await readFile(join(root, 'docs', 'verify.md'), 'utf8'));

/** What each block says, where there is more to it than that it ends well. */
const said: Record<string, RegExp[]> = {
  'The signature': [/"critical"/],
  'The SBOM': [
    /^$/,
    /^libssl3 3\.0[\s\S]*^openssl 3\.0/m,
    /CVE-2099-0001[\s\S]*Total: 2|Total: 2[\s\S]*CVE-2099-0001/,
  ],
  'Where it comes from': [/"buildType"/],
  'One platform': [/"critical"/],
  'What is attached': [/application\/vnd\.dev\.sigstore\.bundle\.v0\.3\+json/],
};

/** The sections whose commands every cosign since 2.0 has to run. */
const forEveryCosign = ['The signature', 'The SBOM', 'Where it comes from', 'All tags at once'];

describe.skipIf(tools.missing.length > 0)('the commands of docs/verify.md, as they are printed', () => {
  let scene: ProductionScene;
  let elsewhere: Registry;

  const userOf = async (cosign: 'cosign' | 'cosign-2' | 'cosign-legacy'): Promise<ProgramOptions> => {
    const { trivy, jq, oras, regctl, gh } = tools.paths;
    const mirror = join(root, 'packages', 'cli', 'bin', 'mirror.js');
    const programs = { trivy, jq, oras, regctl, gh, mirror };
    const { cwd, env } = await scene.user(`user-of-${cosign}`, tools.paths[cosign], programs);
    await plantTrivyDatabase(join(cwd, 'home'), [{ id: 'CVE-2099-0001', sourcePackage: 'openssl' }]);
    // Whoever uses gh is logged in.
    return { cwd, env: { ...env, GH_TOKEN: 'gho_of-a-user' } };
  };

  beforeAll(async () => {
    elsewhere = createRegistry({ referrersApi: false });
    scene = await setProductionScene({ ...tools, others: { 'registry.example.com': elsewhere.handler } });
    await scene.run();
  });
  afterAll(() => scene?.close());

  describe.each([
    ['3.1.2', 'cosign', blocks],
    ['2.6.4', 'cosign-2', blocks.filter(({ heading }) => forEveryCosign.includes(heading))],
    ['2.4.3', 'cosign-legacy', blocks.filter(({ heading }) => forEveryCosign.includes(heading))],
  ] as const)('cosign %s', (_, cosign, ofPage) => {
    const seen: Record<string, number> = {};
    let user: ProgramOptions;

    beforeAll(async () => {
      user = await userOf(cosign);
    });

    it.each(ofPage)('$heading: $commands', async ({ heading, commands }) => {
      const number = seen[heading] ?? 0;
      seen[heading] = number + 1;
      // gh trusts the root that is built into it, and takes another one by a flag alone.
      const whole = heading.includes('GitHub CLI')
        ? `${commands.trimEnd()} --custom-trusted-root ${scene.internet.sigstore.trustedRootPath}`
        : commands;
      const ended = await runBash(whole, user);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(ended.stdout).toMatch(said[heading]?.[number] ?? /.*/);
    });

    // The page's own commands have carried it there.
    it.each([
      'verify',
      'verify-attestation --type spdxjson',
      'verify-attestation --type slsaprovenance',
      'verify-attestation --type slsaprovenance1',
    ])('%s passes elsewhere, on what oras and regctl have copied', async (command) => {
      const copies = cosign === 'cosign-legacy' ? ['whole'] : ['app', 'whole'];
      for (const copy of copies) {
        const name = `registry.example.com/${copy}:10.3.1`;
        const ended = await runBash(`cosign ${command} ${acceptWorkflow} ${name}`, user);
        expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
        expect(ended.stdout.trim().split('\n')).toHaveLength(1);
      }
    });
  });
});
