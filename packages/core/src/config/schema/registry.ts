import Type from 'typebox';
import { durationPattern } from '../duration.ts';
import { mapOf } from './map-of.ts';

/** How the manifest names a variable of the environment. */
const variable = (name: string): string => `\${${name}}`;

const auth = Type.Object(
  {
    username: Type.String({ description: 'The user.', examples: [variable('ACME_USER')], minLength: 1 }),
    password: Type.String({
      description: 'The password or token; take it from the environment.',
      examples: [variable('ACME_TOKEN')],
      minLength: 1,
      writeOnly: true,
    }),
  },
  {
    additionalProperties: false,
    description: "Credentials, where docker's own configuration does not hold them.",
    examples: [{ username: variable('ACME_USER'), password: variable('ACME_TOKEN') }],
    writeOnly: true,
  },
);

const registry = Type.Object(
  {
    concurrency: Type.Optional(
      Type.Integer({ description: 'How many requests may be under way at once.', examples: [4], minimum: 1 }),
    ),
    insecure: Type.Optional(
      Type.Boolean({
        description: 'Plain HTTP instead of TLS. Default: true for loopback, false for everything else.',
        examples: [true],
      }),
    ),
    timeout: Type.Optional(
      Type.String({
        description:
          'How long it may say nothing, in the middle of a blob too, before it is taken for gone; it is asked twice. Default: 5m, since some registries need minutes to take in a large layer.',
        examples: ['30s', '10m'],
        pattern: durationPattern,
        patternErrorMessage: 'Write a number with its unit, such as 30s or 10m.',
      }),
    ),
    auth: Type.Optional(auth),
    ca: Type.Optional(
      Type.String({
        description: "A PEM file with the authority that signed the registry's certificate.",
        examples: ['./acme.pem'],
        minLength: 1,
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'What is particular to one registry.',
    examples: [{ concurrency: 4 }],
  },
);

export const registries = mapOf(registry, {
  description:
    'What is particular to a registry, by `host[:port]`. Variables of the environment are expanded.',
  examples: [
    { 'docker.io': { concurrency: 4 }, 'localhost:5000': { insecure: true } },
    {
      'registry.acme.dev': {
        auth: { username: variable('ACME_USER'), password: variable('ACME_TOKEN') },
        ca: './acme.pem',
      },
    },
  ],
  propertyNames: {
    pattern: '^[^/\\s]+$',
    patternErrorMessage: 'Write the host with its port, without scheme and path.',
  },
});
