import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, exitCodes } from './exit-code.ts';

const bug = new MirrorError('MIRROR_INTERNAL', 'x');
const manifest = new MirrorError('MIRROR_CONFIG_DUPLICATE_TAG', 'x');
const usage = new MirrorError('MIRROR_USAGE_IMAGE_UNKNOWN', 'x');
const interrupted = new MirrorError('MIRROR_INTERRUPTED', 'x');
const policy = new PolicyError('x', { code: 'MIRROR_VERIFY_IDENTITY' });
const failed = new MirrorError('MIRROR_MANIFEST_UNKNOWN', 'x');
const limited = new MirrorError('MIRROR_RATE_LIMITED', 'x');
const waits = new MirrorError('MIRROR_PLATFORM_WAIT', 'x');
const stopped = new MirrorError('MIRROR_STOPPED', 'x');
const held = new MirrorError('MIRROR_LATEST_HELD', 'x');

describe('exitCodeOf', () => {
  it.each([
    ['nothing went wrong', [], exitCodes.done],
    ['an image failed', [failed], exitCodes.failed],
    ['the manifest is wrong', [manifest], exitCodes.usage],
    ['the command line is wrong', [usage], exitCodes.usage],
    ['an image was refused', [policy], exitCodes.policy],
    ['only rate limits stood in the way', [limited, limited], exitCodes.rateLimited],
    ['a bug of ours', [bug], exitCodes.bug],
    ['Ctrl-C', [interrupted], exitCodes.interrupted],
    ['a platform is waited for', [waits], exitCodes.done],
    ['a bug before everything', [failed, limited, policy, interrupted, manifest, bug], exitCodes.bug],
    [
      'the manifest before an interruption',
      [failed, limited, policy, interrupted, manifest],
      exitCodes.usage,
    ],
    ['an interruption before policy', [failed, limited, policy, interrupted], exitCodes.interrupted],
    ['policy before failure', [failed, limited, policy], exitCodes.policy],
    ['failure before rate limits', [limited, failed], exitCodes.failed],
    ['latest was held back by a rate limit', [limited, held], exitCodes.rateLimited],
    ['latest was held back by a platform that is waited for', [waits, held], exitCodes.done],
    ['latest alone was held back', [held], exitCodes.failed],
    ['--fail-fast after a refusal', [policy, stopped], exitCodes.policy],
  ] as const)('%s', (_name, errors, code) => {
    expect(exitCodeOf(errors)).toBe(code);
  });
});
