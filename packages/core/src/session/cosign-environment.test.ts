import { describe, expect, it } from 'vitest';
import { secretsAmong, variablesOf } from './cosign-environment.ts';

const environment = {
  PATH: '/bin',
  GITHUB_TOKEN: 'of the workflow',
  REGISTRY_PASSWORD: 'of the registry',
  COSIGN_PASSWORD: 'of a file',
  COSIGN_PKCS11_PIN: '1234',
  AWS_REGION: 'eu-west-3',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'of AWS',
  AWS_SESSION_TOKEN: 'of a role',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token',
  VAULT_ADDR: 'https://vault',
  VAULT_TOKEN: 'of Vault',
  TRANSIT_SECRET_ENGINE_PATH: 'transit',
  AZURE_CLIENT_SECRET: 'of Azure',
  IDENTITY_HEADER: 'of a managed identity',
  GOOGLE_APPLICATION_CREDENTIALS: '/run/gcp.json',
  GITLAB_TOKEN: 'of GitLab',
  KUBECONFIG: '/run/kube',
  SOFTHSM2_CONF: '/etc/softhsm2.conf',
  MY_KMS_TOKEN: 'of my own',
};
const always = ['COSIGN_PASSWORD', 'COSIGN_PKCS11_PIN'];

describe('the variables that cosign gets', () => {
  it.each<[string, string[]]>([
    ['./cosign.key', []],
    [
      'awskms:///alias/mirror',
      [
        'AWS_REGION',
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
        'AWS_WEB_IDENTITY_TOKEN_FILE',
      ],
    ],
    ['hashivault://mirror', ['VAULT_ADDR', 'VAULT_TOKEN', 'TRANSIT_SECRET_ENGINE_PATH']],
    ['openbao://mirror', ['VAULT_ADDR', 'VAULT_TOKEN', 'TRANSIT_SECRET_ENGINE_PATH']],
    ['azurekms://mirror.vault.azure.net/key', ['AZURE_CLIENT_SECRET', 'IDENTITY_HEADER']],
    ['gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k', ['GOOGLE_APPLICATION_CREDENTIALS']],
    ['gitlab://acme/app', ['GITLAB_TOKEN']],
    ['k8s://default/cosign', ['KUBECONFIG']],
    ['pkcs11:token=a;object=b', ['SOFTHSM2_CONF']],
    ['my-kms://key', ['MY_KMS_TOKEN']],
  ])('for %s are those of its provider alone', (key, names) => {
    expect(variablesOf(key, environment)).toEqual([...always, ...names]);
  });

  it('hold the secrets that are hidden', () => {
    expect(secretsAmong(Object.keys(environment), environment)).toEqual([
      'of the workflow',
      'of the registry',
      'of a file',
      '1234',
      'of AWS',
      'of a role',
      'of Vault',
      'of Azure',
      'of a managed identity',
      'of GitLab',
      'of my own',
    ]);
  });
});
