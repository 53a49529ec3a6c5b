import type { VerifiedStatement } from '@multiarch-mirror/attest';
import { checkIdentity, isProvenance, isSbom, predicateTypes } from '@multiarch-mirror/attest/statements';
import {
  checkOption,
  definePlugin,
  type ImageContext,
  OptionError,
  type Plugin,
  type ReadBack,
  type StatementRequest,
} from '@multiarch-mirror/core/plugin';
import { PolicyError } from '@multiarch-mirror/errors';
import { checkProvenance } from './check-provenance.ts';
import { checkSbom } from './check-sbom.ts';
import { collect, type Failure, failureOf } from './failures.ts';
import { schema, type VerifyOptions } from './options.ts';

/** Reads back, over connections of its own, what was copied and attached, and holds it against what the chain promised. */
const plugin: Plugin<VerifyOptions> = definePlugin<VerifyOptions>({
  name: 'verify',
  schema,
  create({ identity, issuer, key, anonymous = false }, run) {
    if (key !== undefined && identity !== undefined) {
      throw new OptionError('key', 'key and identity ask for different things', {
        hint: 'Take out one of them: signatures of a key carry no identity.',
      });
    }
    if (key !== undefined) run.useIdentity({ key });
    if (identity !== undefined && issuer !== undefined) {
      checkOption('identity', () => checkIdentity(identity));
      run.useIdentity({ identity, issuer });
    }
    return {
      verify: async (image) => {
        const back = await image.readBack({ anonymous });
        const content = await failureOf('content', () => back.content());
        const statements = await Promise.all(
          wanted(image).map((request) =>
            failureOf(describe(image, request), () => check(image, back, request)),
          ),
        );
        const failures = [content, ...statements].filter(
          (failure): failure is Failure => failure !== undefined,
        );
        if (failures.length > 0)
          throw collect(image.name, `${image.reference}@${image.root.digest}`, failures);
      },
    };
  },
});

export default plugin;

/**
 * Everything that was promised, and the signature itself wherever anything was: to `cosign verify` any bundle passes for a
 * signature, an SBOM's too.
 */
function wanted({ promised }: ImageContext): StatementRequest[] {
  const signatures = promised.map(({ subject }) => ({ subject, predicateType: predicateTypes.sign }));
  const all = [...promised, ...signatures].map(
    (request) => [`${request.subject.digest} ${request.predicateType}`, request] as const,
  );
  return [...new Map(all).values()];
}

/** @throws PolicyError with what does not hold */
async function check(image: ImageContext, back: ReadBack, request: StatementRequest): Promise<void> {
  const found: VerifiedStatement | undefined = await back.statement(request);
  // Some formats store nothing of a kind on a platform.
  if (found === undefined) return;
  const { statement } = found;
  const { subject, predicateType } = request;
  if (statement.predicateType !== predicateType) {
    throw new PolicyError(`the statement is a ${statement.predicateType}`, { code: 'MIRROR_NO_ATTESTATION' });
  }
  if (predicateType === predicateTypes.spdx) checkSbom(statement.predicate, subject.digest);
  if (isProvenance(predicateType)) checkProvenance(statement.predicate, image);
}

/** `SBOM of linux/arm64`. */
function describe({ root, platforms }: ImageContext, { subject, predicateType }: StatementRequest): string {
  const platform = platforms.find(({ descriptor }) => descriptor.digest === subject.digest)?.platform;
  return `${nameOf(predicateType)} of ${platform ?? (subject.digest === root.digest ? 'the index' : subject.digest)}`;
}

function nameOf(predicateType: string): string {
  if (predicateType === predicateTypes.sign) return 'signature';
  if (isSbom(predicateType)) return 'SBOM';
  return isProvenance(predicateType) ? `provenance (${predicateType.split('/').at(-1)})` : predicateType;
}
