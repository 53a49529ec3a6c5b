import { legacyTag, predicateTypes } from '@multiarch-mirror/attest';
import { parseImageManifest, readBlob } from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab } from './attestation-lab.ts';
import { mutations } from './mutations.ts';
import { repositoryVerdict, unrefused } from './verdicts.ts';

let lab: AttestationLab;
beforeAll(async () => {
  lab = await startAttestationLab();
  await lab.attest();
});
afterAll(() => lab.close());

describe('the legacy set', () => {
  const annotation = 'dev.sigstore.cosign/bundle';
  /** A layer as one document: what its annotations hold in JSON, the text that was signed, and the annotations. */
  const layerOf = async (set: 'att' | 'sig', digest = lab.index.digest) => {
    const { layers } = parseImageManifest(await lab.repository.manifest(legacyTag(digest, set)));
    const [layer] = layers.filter(
      ({ annotations = {} }) => set === 'sig' || annotations.predicateType === predicateTypes.spdx,
    );
    if (layer === undefined) throw new Error('no layer');
    const { [annotation]: entry = '', ...annotations } = layer.annotations ?? {};
    const text = Buffer.from(await readBlob(lab.repository, layer)).toString('utf8');
    return {
      layer,
      document: { entry: JSON.parse(entry) as object, annotations, content: JSON.parse(text) as object },
    };
  };

  it.each(['att', 'sig'] as const)('is refused with any text of a layer of `.%s` changed', async (set) => {
    const { layer, document } = await layerOf(set);
    const other = await startAttestationLab();
    await other.attest();
    const theirs = parseImageManifest(await other.repository.manifest(legacyTag(other.index.digest, set)))
      .layers[0];
    const { [annotation]: entry = '', ...annotations } = theirs?.annotations ?? {};
    const content =
      theirs === undefined
        ? {}
        : JSON.parse(Buffer.from(await readBlob(other.repository, theirs)).toString('utf8'));
    await other.close();
    const verdicts: string[] = [];
    for (const { name, document: changed } of mutations(document, {
      entry: JSON.parse(entry),
      annotations,
      content,
    })) {
      const bytes = Buffer.from(JSON.stringify(changed.content));
      const blobs = new Map([[layer.digest, bytes]]);
      const layers = [
        {
          ...layer,
          size: bytes.length,
          annotations: { ...changed.annotations, [annotation]: JSON.stringify(changed.entry) },
        },
      ];
      verdicts.push(
        `${name} → ${await repositoryVerdict(lab, { tags: { [legacyTag(lab.index.digest, set)]: { layers } }, blobs }, 'both')}`,
      );
    }
    expect(verdicts.length).toBeGreaterThan(40);
    // What an annotation says a statement is, is a hint: the statement itself is read. Empty ones are written where a signature is inside.
    const hints =
      set === 'att' ? /^annotations\.(?:predicateType|dev\.cosignproject\.cosign\/signature): / : /^$/;
    expect(unrefused(verdicts).filter((line) => !hints.test(line))).toEqual([]);
  });
});
