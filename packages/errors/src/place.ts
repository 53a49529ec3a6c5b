/** Which end of a copy an error belongs to. */
export type Side = 'source' | 'destination';

/** Where an error happened: in a file that somebody typed, or at a registry. All parts are optional. */
export interface Place {
  /** The manifest or another file, as the user named it. */
  file?: string;
  /** One-based. */
  line?: number;
  /** One-based. */
  column?: number;
  /** The image's name in the manifest. */
  image?: string;
  /** A full reference: registry, repository and tag or digest. */
  reference?: string;
  /** `host[:port]`. */
  registry?: string;
  side?: Side;
}

/** A place on one line: `file:line:column` where there is a file, then image, side and reference. */
export function formatPlace(place: Place): string {
  const parts: string[] = [];
  if (place.file !== undefined) {
    parts.push([place.file, place.line, place.column].filter((part) => part !== undefined).join(':'));
  }
  if (place.image !== undefined) parts.push(`image ${place.image}`);
  const where = place.reference ?? place.registry;
  if (where !== undefined) parts.push(place.side === undefined ? where : `${place.side} ${where}`);
  else if (place.side !== undefined) parts.push(place.side);
  return parts.join(', ');
}
