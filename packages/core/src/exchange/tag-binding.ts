import { predicateTypes } from '@multiarch-mirror/attest/statements';
import { PolicyError } from '@multiarch-mirror/errors';
import type { VerifiedTag } from '../verify/verified-use.ts';
import { provenanceFacts } from './provenance-facts.ts';

const naming = [
  predicateTypes.slsaProvenance1,
  predicateTypes.slsaProvenance02,
  predicateTypes.spdx,
  predicateTypes.cyclonedx,
];

export interface Binding {
  /** The repository in which the image was signed. */
  origin: string;
  /** What `latest` has to stand for, where the manifest says how it is found. */
  latest: string | undefined;
  /** The whole export is the one that somebody has named. */
  expected: boolean;
}

/**
 * Whether the tag stands for what was signed to stand for it: signatures are about digests alone, and a medium may have been changed on
 * its way.
 * @returns false where nothing signed says so, either way
 * @throws PolicyError MIRROR_WRONG_REPOSITORY, MIRROR_TAG_UNPROVEN
 */
export function checkBinding(verified: VerifiedTag, { origin, latest, expected }: Binding): boolean {
  const { tag, root, statement } = verified;
  const { descriptor } = root.raw;
  for (const predicateType of naming) {
    const names = statement({ subject: descriptor, predicateType })?.subject.flatMap(
      ({ name }) => name ?? [],
    );
    const other = names?.find((name) => name !== origin);
    if (other !== undefined && names?.includes(origin) !== true) throw foreign(other, origin);
  }
  const facts = provenanceFacts(verified);
  if (facts !== undefined && facts.destination !== origin) throw foreign(facts.destination, origin);
  if (expected) return true;
  if (tag === 'latest' && latest !== undefined && latest !== descriptor.digest) {
    throw unproven('latest is not the highest version of the export');
  }
  if (facts === undefined) return false;
  if (!facts.tags.includes(tag)) {
    throw unproven(`the provenance of ${descriptor.digest} is about ${facts.tags.join(', ')}, not ${tag}`);
  }
  return true;
}

function foreign(name: string, origin: string): PolicyError {
  return new PolicyError(`the image was attested as ${name}, not as ${origin}`, {
    code: 'MIRROR_WRONG_REPOSITORY',
    hint: 'Somebody has renamed an image, or `attestations.origin` is not where it was signed.',
  });
}

function unproven(message: string): PolicyError {
  return new PolicyError(message, {
    code: 'MIRROR_TAG_UNPROVEN',
    hint: 'Compare the inventory that `mirror export` printed; `mirror import --expect DIGEST` takes an export that has it.',
  });
}
