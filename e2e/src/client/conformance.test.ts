import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RegistryOptions, startRegistry } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { runProgram } from '../support/program.ts';

const tools = await ensureTools(['conformance']);

const user = { username: 'somebody', password: 'secret' };

/** What the suite leaves out unless it is asked for: APIs of the version after 1.1, and manifests whose blobs are nowhere. */
const everything = {
  OCI_API_BLOBS_DIGEST_HEADER: 'true',
  OCI_API_BLOBS_UPLOAD_CANCEL: 'true',
  OCI_API_MANIFESTS_DIGEST_HEADER: 'true',
  OCI_API_MANIFESTS_TAG_PARAM: 'true',
  OCI_DATA_SPARSE: 'true',
};

interface Results {
  apis: Record<string, string>;
  data: Record<string, string>;
}

describe.skipIf(tools.missing.length > 0)(
  'the conformance suite of the OCI distribution-spec 1.1 passes against',
  () => {
    const cases: [
      name: string,
      options: (directory: string) => RegistryOptions,
      env?: Record<string, string>,
    ][] = [
      ['the embedded registry in memory', () => ({})],
      ['the embedded registry on disk', (directory) => ({ directory: join(directory, 'blobs') })],
      [
        'the embedded registry with tokens',
        () => ({ auth: { ...user, kind: 'token' } }),
        { OCI_USERNAME: user.username, OCI_PASSWORD: user.password },
      ],
    ];

    it.each(cases)('%s, all APIs and data on', async (_, options, env = {}) => {
      const directory = await mkdtemp(join(tmpdir(), 'mirror-conformance-'));
      const registry = await startRegistry({ ...options(directory), sparseManifests: true });
      try {
        const ended = await runProgram(tools.paths.conformance, [], {
          cwd: directory,
          env: {
            ...everything,
            ...env,
            OCI_VERSION: '1.1',
            OCI_REGISTRY: registry.host,
            OCI_TLS: 'disabled',
            OCI_RESULTS_DIR: join(directory, 'results'),
          },
        });
        expect(ended.stderr).toBe('');
        const text = await readFile(join(directory, 'results', 'results.yaml'), 'utf8');
        // The suite says what it was told to leave out: nothing.
        const [, settings = ''] = /^ {2}apis:\n([\s\S]*?)^ {2}roData:/m.exec(text) ?? [];
        expect(settings.match(/: true$/gm)?.length).toBeGreaterThan(30);
        expect(settings).not.toMatch(/: false$/m);
        const { apis, data } = resultsIn(text);
        // The version's own list: 28 kinds of requests and 24 kinds of data.
        expect(Object.keys(apis).length).toBeGreaterThan(20);
        expect(Object.keys(data).length).toBeGreaterThan(20);
        const others = Object.entries({ ...apis, ...data }).filter(([, result]) => result !== 'Pass');
        expect(others).toEqual([]);
      } finally {
        await registry.close();
        await rm(directory, { recursive: true, force: true });
      }
    });
  },
);

/** The two flat maps of the results file, which is YAML of the plainest kind. */
function resultsIn(text: string): Results {
  const mapOf = (name: string): Record<string, string> => {
    const [, body = ''] = new RegExp(`^${name}:\\n((?: {2}.*\\n)*)`, 'm').exec(text) ?? [];
    return Object.fromEntries(
      [...body.matchAll(/^ {2}(.+?): (\w+)$/gm)].map(([, key = '', value = '']) => [key, value]),
    );
  };
  return { apis: mapOf('apis'), data: mapOf('data') };
}
