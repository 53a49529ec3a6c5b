/** What cosign reads for any key: passwords, the module of a token, and its PIN. */
const ofAll = /^COSIGN_/;

/** OpenBao's provider is Vault's, and reads the variables of either. */
const ofVault = /^(?:VAULT|BAO|OPENBAO|TRANSIT)_/;

/** What the providers behind `cosign --key SCHEME:…` read, beside files in the home. */
const ofScheme: Readonly<Record<string, RegExp>> = {
  awskms: /^AWS_/,
  // Managed identities are told by other names.
  azurekms: /^(?:AZURE|IDENTITY|IMDS|MSI)_/,
  gcpkms: /^(?:GOOGLE|GCLOUD|CLOUDSDK|GCE)_/,
  hashivault: ofVault,
  openbao: ofVault,
  k8s: /^KUBE(?:CONFIG$|_|RNETES_)/,
  gitlab: /^GITLAB_(?:HOST|TOKEN)$/,
  // Modules of SoftHSM, OpenSC, YubiHSM, p11-kit, TPMs, Entrust nShield, Thales Luna, Utimaco, Google's KMS and AWS CloudHSM.
  pkcs11:
    /^(?:PKCS11|SOFTHSM2|OPENSC|YUBIHSM|P11_KIT|TPM2|NFAST|CKNFAST|CS_PKCS11|KMS_PKCS11|CLOUDHSM)_|^OPENSC_CONF$|^ChrystokiConfigurationPath$/,
};

/**
 * The names of the variables that cosign gets for a key: what the provider of its scheme reads, and nothing of another one. A provider that is a
 * program of its own (`sigstore-kms-NAME`) gets those that begin with its name.
 */
export function variablesOf(key: string, environment: NodeJS.ProcessEnv): string[] {
  const scheme = /^([a-z][a-z0-9-]*):/.exec(key)?.[1];
  const own = scheme === undefined ? undefined : (ofScheme[scheme] ?? prefixOf(scheme));
  return Object.keys(environment).filter((name) => ofAll.test(name) || own?.test(name) === true);
}

/** `my-kms` reads `MY_KMS_…`. */
function prefixOf(scheme: string): RegExp {
  return new RegExp(`^${scheme.toUpperCase().replaceAll('-', '_')}_`);
}

/** Names of variables that hold a secret, and not the name of its file. */
const secret = /(?:PASSWORD|PASSPHRASE|_PIN|SECRET|TOKEN|SECRET_ACCESS_KEY|ACCESS_KEY|IDENTITY_HEADER)$/;

/** The values among these variables that must never be seen. */
export function secretsAmong(names: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  return names.filter((name) => secret.test(name)).flatMap((name) => environment[name] ?? []);
}
