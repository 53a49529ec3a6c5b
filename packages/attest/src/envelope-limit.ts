/** The public log refused requests of 3.5 MB, undocumented and with an opaque error; the base64 envelope counts. */
export const maxEnvelopeBytes = 3_400_000;
