import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, type Workspace } from './support/workspace.ts';

describe('a bad manifest', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace();
  });
  afterAll(() => workspace?.remove());

  it.each(['validate', 'plan', 'run'])(
    'mirror %s ends with 2 and says every error with its place and a hint',
    async (command) => {
      await workspace.write(
        'bad.yaml',
        `version: 1
destination: registry.acme.dev/mirror
plugins:
  - trivy-sbomb
images:
  - sauce: docker.io/library/debian
    tags: ["10.3.1"]
  - name: twice
    source: docker.io/library/debian
    tags: {semver: ">=10", keep: none}
`,
      );
      const ended = await workspace.mirror([command, '--config', 'bad.yaml']);
      expect(ended.exitCode, ended.stderr).toBe(2);
      const said = ended.stdout + ended.stderr;
      for (const place of ['bad.yaml:4:5', 'bad.yaml:6:5', 'bad.yaml:10:']) expect(said).toContain(place);
      expect(said).toMatch(/trivy-sbom\b/);
      expect(said).toContain('source');
      expect(said.match(/hint/gi)?.length).toBeGreaterThanOrEqual(3);
    },
  );

  it('a YAML error has its place too', async () => {
    await workspace.write('broken.yaml', 'version: 1\nimages: [\n  {source: a\n');
    const ended = await workspace.mirror(['run', '--config', 'broken.yaml']);
    expect(ended.exitCode, ended.stderr).toBe(2);
    expect(ended.stderr).toMatch(/broken\.yaml:\d+:\d+/);
  });

  it('a manifest that is not there ends with 2', async () => {
    const ended = await workspace.mirror(['run', '--config', 'none.yaml']);
    expect(ended.exitCode, ended.stderr).toBe(2);
    expect(ended.stderr).toContain('none.yaml');
  });
});
