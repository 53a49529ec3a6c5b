import { MirrorError } from '@multiarch-mirror/errors';

/** A fault of cosign's, by what it says, in the words of its providers, and what to do about it. The first one that fits counts. */
const faults: readonly [says: RegExp, hint: string][] = [
  [
    /opening pkcs11 token key: unimplemented/,
    'This cosign is built without PKCS #11: put one on PATH that is built with `-tags pkcs11key` and cgo (README of cosign-sign).',
  ],
  [
    /CKR_PIN_(?:INCORRECT|INVALID|LEN_RANGE)/,
    'Check COSIGN_PKCS11_PIN. It was tried once and is not tried again in this run: tokens lock themselves after a few wrong ones.',
  ],
  [/CKR_PIN_(?:LOCKED|EXPIRED)/, "Unlock the token with its maker's tool; it takes this PIN no more."],
  [/get pin:/, 'Set COSIGN_PKCS11_PIN to the PIN of the token.'],
  [
    /signer not set/,
    'Check `object` or `id` in the URI: the token has no pair of a private and a public key of this name.',
  ],
  [
    /find PKCS#11 token|find a slot for the token|CKR_SLOT_ID_INVALID|CKR_TOKEN_NOT_PRESENT/,
    'Check `token` or `slot-id` in the URI, that the token is plugged in, and the variables of its module.',
  ],
  [
    /module-?path|COSIGN_PKCS11_MODULE_PATH|could not open PKCS#11/i,
    "Give the absolute path of the token's PKCS #11 module: as `module-path` in the URI, or in COSIGN_PKCS11_MODULE_PATH.",
  ],
  [/CKR_/, "Look up the code in the manual of the token's PKCS #11 module."],
  [
    /IMDS|refresh cached credentials|DefaultAzureCredential|default credentials|VAULT_TOKEN/,
    'Give the credentials of the KMS: the variables of its own command line work here as well.',
  ],
  [/Expired/, 'The credentials of the KMS have expired: get new ones, or run where they are renewed.'],
  [
    /NotFoundException|KeyNotFound|NotFound|encryption key not found|does not exist/,
    'Check the name of the key, and the region, project or vault that it is in.',
  ],
  [
    /DisabledException|KMSInvalidState|is disabled|KeyDisabled/,
    'Enable the key in the KMS, or name one that is.',
  ],
  [
    /AccessDenied|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|AuthFailure|[Pp]ermission ?[Dd]enied|Unauthorized|Forbidden|StatusCode: 40[13]/,
    'Check the credentials of the KMS, and that they may read the public key and sign.',
  ],
  [
    /x509:/,
    'Have cosign trust the authority of the KMS: by SSL_CERT_FILE, or AWS_CA_BUNDLE or VAULT_CACERT.',
  ],
  [
    /dial tcp|connection refused|no such host|timeout|deadline exceeded|took longer|EOF|connection reset|StatusCode: [05]/,
    'See that the KMS can be reached from here, then run again: nothing is signed twice.',
  ],
  [
    /does not verify with SHA-256/,
    'Use a key on P-256, or one of RSA that the KMS signs with by PKCS #1 v1.5: `cosign verify --key` takes nothing else.',
  ],
  [/decrypt|password/, 'Check COSIGN_PASSWORD: a password of the key comes from there.'],
];

const otherwise = 'Run `cosign public-key --key …` by hand; a password comes from COSIGN_PASSWORD.';

/**
 * What cosign could not do with a key, as MIRROR_SIGNING_KEY. What is no fault of the key stays what it is: a cosign that is not there, an
 * interrupted run.
 */
export function cosignFault(key: string, why: string, cause: unknown): unknown {
  if (!(cause instanceof MirrorError) || cause.code === 'MIRROR_TOOL_MISSING') return cause;
  return unusableKey(key, `${why}: ${saidBy(cause.message)}`, cause);
}

/** @param why may hold what cosign said; the hint is chosen by it */
export function unusableKey(key: string, why: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_SIGNING_KEY', `the signing key ${key} cannot be used: ${why}`, {
    hint: faults.find(([says]) => says.test(why))?.[1] ?? otherwise,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** cosign says its error twice, after warnings that have nothing to do with it. */
function saidBy(message: string): string {
  return message.split('error during command execution: ').at(-1) ?? message;
}
