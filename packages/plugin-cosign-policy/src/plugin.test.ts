import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStatement, loadTrust, predicateTypes } from '@multiarch-mirror/attest';
import { OptionError } from '@multiarch-mirror/core/plugin';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import {
  type AttestationLab,
  startAttestationLab,
  startSigstore,
  workflowPolicy,
} from '@multiarch-mirror/testing';
import { fakeImageContext, fakeRunContext } from '@multiarch-mirror/testing/plugin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CosignPolicyOptions } from './options.ts';
import plugin from './plugin.ts';

const { identity, issuer } = workflowPolicy;
let lab: AttestationLab;
beforeEach(async () => {
  lab = await startAttestationLab();
});
afterEach(() => lab.close());

function setUp(options: CosignPolicyOptions = {}, digest = lab.index.digest) {
  const image = fakeImageContext({
    upstream: [{ reference: `${lab.reference}:1.0.0`, digest }],
    source: () => lab.repository,
    trust: async () => lab.trust,
  });
  const hooks = plugin.create(
    options.key === undefined ? { identity, issuer, ...options } : options,
    fakeRunContext({ directory: '/' }),
  );
  return { image, hooks };
}

async function outcome(options?: CosignPolicyOptions, digest?: string): Promise<string> {
  const { image, hooks } = setUp(options, digest);
  try {
    await hooks.check?.();
    await hooks.admit?.(image);
    return 'admitted';
  } catch (thrown) {
    if (!(thrown instanceof MirrorError)) throw thrown;
    // The hints of a registry's faults are the run's.
    if (thrown instanceof PolicyError) expect(thrown.hint).toBeDefined();
    return `${thrown instanceof PolicyError ? 'refused' : 'failed'} ${thrown.code}`;
  }
}

describe('cosign-policy', () => {
  it('refuses an image that nobody has signed, and one of which only an SBOM is signed', async () => {
    expect(await outcome()).toBe('refused MIRROR_UPSTREAM_UNSIGNED');
    const store = lab.store('bundle');
    const predicateType = predicateTypes.spdx;
    const statement = createStatement({
      subject: { digest: lab.index.digest },
      predicateType,
      predicate: {},
    });
    await store.attach(lab.index, { predicateType, legacy: true, policy: workflowPolicy }, () =>
      lab.signer().sign(statement),
    );
    await store.flush(lab.index);
    expect(await outcome()).toBe('refused MIRROR_UPSTREAM_UNSIGNED');
  });

  it.each(['bundle', 'legacy', 'both'] as const)(
    'admits an image with a signature in the format %s',
    async (format) => {
      await lab.attest(lab.store(format));
      expect(await outcome()).toBe('admitted');
      expect(await outcome({ trustedRoot: lab.sigstore.trustedRootPath })).toBe('admitted');
    },
  );

  it.each(['bundle', 'legacy'] as const)(
    "refuses somebody else's signature in the format %s, and says whose it is",
    async (format) => {
      await lab.attest(lab.store(format));
      expect(await outcome({ identity: '^https://github\\.com/acme/app$' })).toBe(
        'refused MIRROR_UPSTREAM_IDENTITY',
      );
      expect(await outcome({ issuer: 'https://issuer.acme.dev' })).toBe('refused MIRROR_UPSTREAM_IDENTITY');
      const { image, hooks } = setUp({ identity: '^https://github\\.com/acme/app$' });
      await expect(hooks.admit?.(image)).rejects.toThrow(/somebody else's: .*this-is-tobi/);
    },
  );

  it('takes the right signature among those of others', async () => {
    const stranger = lab.signer({ repository: 'acme/app' });
    const store = lab.store('bundle');
    const sign = () =>
      stranger.sign(
        createStatement({
          subject: { digest: lab.index.digest },
          predicateType: predicateTypes.sign,
          predicate: {},
        }),
      );
    await store.attach(
      lab.index,
      { predicateType: predicateTypes.sign, legacy: false, policy: workflowPolicy },
      sign,
    );
    await store.flush(lab.index);
    expect(await outcome()).toBe('refused MIRROR_UPSTREAM_IDENTITY');
    await lab.attest(lab.store('bundle'));
    expect(await outcome()).toBe('admitted');
  });

  it('does not take the signature of another Sigstore', async () => {
    await lab.attest();
    const other = await startSigstore();
    try {
      expect(await outcome({ trustedRoot: other.trustedRootPath })).toBe('refused MIRROR_UPSTREAM_SIGNATURE');
    } finally {
      await other.close();
    }
  });

  it('asks for the signature of the digest that is mirrored, and of no other', async () => {
    const store = lab.store();
    const [platform] = lab.platforms;
    if (platform === undefined) throw new Error('no platform');
    await store.attachSignature(
      { reference: lab.reference, digest: platform.digest },
      { legacy: true, policy: workflowPolicy },
      () => lab.signer().signImage({ reference: lab.reference, digest: platform.digest }),
    );
    await store.flush(platform);
    expect(await outcome({}, platform.digest)).toBe('admitted');
    expect(await outcome()).toBe('refused MIRROR_UPSTREAM_UNSIGNED');
  });

  it('takes a legacy signature that was made where upstream keeps its originals', async () => {
    const original = { reference: 'registry.acme.dev/app', digest: lab.index.digest };
    const store = lab.store('legacy');
    await store.attachSignature(original, { legacy: true, policy: workflowPolicy }, () =>
      lab.signer().signImage(original),
    );
    await store.flush(lab.index);
    expect(await outcome()).toBe('admitted');
  });

  it('asks for the signature of every part of an assembled image', async () => {
    await lab.attest();
    const unsigned = fakeImageContext({
      upstream: [
        { platform: 'linux/amd64', reference: `${lab.reference}:1.0.0`, digest: lab.index.digest },
        { platform: 'linux/arm64', reference: 'docker.io/acme/arm:1', digest: `sha256:${'0'.repeat(64)}` },
      ],
      source: () => lab.repository,
      trust: async () => lab.trust,
    });
    const { hooks } = setUp();
    await expect(hooks.admit?.(unsigned)).rejects.toMatchObject({
      code: 'MIRROR_UPSTREAM_UNSIGNED',
      place: { side: 'source', reference: expect.stringContaining('docker.io/acme/arm:1@sha256:') },
    });
  });

  it('finds a published image broken that the policy of today would refuse', async () => {
    await lab.attest();
    const admitting = setUp();
    expect(await admitting.hooks.inspect?.(admitting.image)).toBe('complete');
    const refusing = setUp({ issuer: 'https://issuer.acme.dev' });
    expect(await refusing.hooks.inspect?.(refusing.image)).toBe('broken');
  });

  it('is no matter of policy when there is nothing to verify with', async () => {
    expect(await outcome({ trustedRoot: './nowhere.json' })).toBe('failed MIRROR_TRUST');
    const image = fakeImageContext({
      source: () => lab.repository,
      trust: () => loadTrust({ trustedRoot: join(fileURLToPath(import.meta.url), 'nowhere') }),
    });
    await expect(setUp().hooks.admit?.(image)).rejects.toMatchObject({ code: 'MIRROR_TRUST' });
  });

  it('is no matter of policy when the registry is out of reach', async () => {
    lab.registry.options.onRequest = () => ({ kind: 'answer', status: 503 });
    const result = await outcome();
    expect(result).toBe('failed MIRROR_REGISTRY_ERROR');
  });

  it('says what is wrong with a key that cannot be read, before anything is copied', async () => {
    expect(await outcome({ key: './nowhere.pub' })).toBe('failed MIRROR_POLICY_KEY');
    expect(await outcome({ key: lab.sigstore.rootPath })).toBe('failed MIRROR_POLICY_KEY');
  });

  it.each(['https://github.com/acme/app', '^a|b$', '^a(?=b)$'])(
    'refuses the identity %s at its option',
    (wrong) => {
      expect(() => setUp({ identity: wrong })).toThrow(OptionError);
    },
  );
});
