/** The public log refused requests of 3.5 MB, undocumented and with an opaque error; the base64 envelope counts. */
export const maxEnvelopeBytes = 3_400_000;

/** What surrounds the predicate in the envelope: the statement's other fields, signature and payload type. */
const surroundings = 1_000;

/** What a predicate will take of `maxEnvelopeBytes`, nearly: the envelope holds the statement in base64. */
export function envelopeBytes(predicate: unknown): number {
  return Math.ceil((Buffer.byteLength(JSON.stringify(predicate)) * 4) / 3) + surroundings;
}
