import type { ImageIdentity } from '../image-identity.ts';
import { byText, shortHash } from '../stable-order.ts';
import { rootId } from './parse.ts';
import { seal } from './seal.ts';
import { byEnds, type SpdxAnnotation, type SpdxDocument, type SpdxPackage } from './spdx-document.ts';

/**
 * Trivy's document of a layout on disk as it would be had Trivy read the image from its registry: name, purl and repository digest of the
 * root. The times of the scan become the image's own, and what is random becomes the content's hash: the same image gives the
 * same bytes. All other identifiers are hashes of what they name already.
 */
export function normalise(document: SpdxDocument, image: ImageIdentity): SpdxDocument {
  const before = rootId(document);
  const after = imageId(image);
  const rename = (id: string) => (id === before ? after : id);
  const packages = document.packages.map((element) =>
    element.SPDXID === before ? rootPackage(element, image) : withPurpose(withDates(element, image.created)),
  );
  const relationships = document.relationships.map((relationship) => ({
    ...relationship,
    spdxElementId: rename(relationship.spdxElementId),
    relatedSpdxElement: rename(relationship.relatedSpdxElement),
  }));
  return seal({
    ...document,
    name: image.name,
    creationInfo: { ...document.creationInfo, created: image.created },
    packages,
    relationships: relationships.sort(byEnds),
  });
}

/** The element of an image. Trivy tells kinds of elements apart by this prefix. */
export function imageId({ name }: { name: string }): string {
  return `SPDXRef-ContainerImage-${shortHash(name)}`;
}

/** What Trivy notes about an image from a registry, as `name: value`. */
export function registryNotes(annotator: string, { name, created }: ImageIdentity): SpdxAnnotation[] {
  return ['Reference', 'RepoDigest'].map((key) => ({
    annotator,
    annotationDate: created,
    annotationType: 'OTHER',
    comment: `${key}: ${name}`,
  }));
}

function rootPackage(root: SpdxPackage, image: ImageIdentity): SpdxPackage {
  const { annotations = [], primaryPackagePurpose = 'CONTAINER', ...rest } = withDates(root, image.created);
  const notes = annotations
    .filter(({ comment }) => !/^(Reference|RepoDigest|RepoTag): /.test(comment))
    .map((note) => withImageId(note, image));
  const annotator = annotations[0]?.annotator ?? 'Tool: trivy';
  return {
    ...rest,
    name: image.name,
    SPDXID: imageId(image),
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: image.purl },
    ],
    primaryPackagePurpose,
    annotations: [...notes, ...registryNotes(annotator, image)].sort((a, b) => byText(a.comment, b.comment)),
  };
}

/** What was scanned may lack layers that live elsewhere, and be another image for that. */
function withImageId(note: SpdxAnnotation, { imageId: id }: ImageIdentity): SpdxAnnotation {
  return id !== undefined && note.comment.startsWith('ImageID: ')
    ? { ...note, comment: `ImageID: ${id}` }
    : note;
}

/** Trivy writes `OPERATING-SYSTEM`, as tag-value documents have it; in JSON it has an underscore (the JSON schema of 2.3). */
function withPurpose(element: SpdxPackage): SpdxPackage {
  const { primaryPackagePurpose } = element;
  if (primaryPackagePurpose === undefined) return element;
  return { ...element, primaryPackagePurpose: primaryPackagePurpose.replace('-', '_') };
}

function withDates(element: SpdxPackage, created: string): SpdxPackage {
  if (element.annotations === undefined) return element;
  return {
    ...element,
    annotations: element.annotations.map((annotation) => ({ ...annotation, annotationDate: created })),
  };
}
