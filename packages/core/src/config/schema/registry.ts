import Type from 'typebox';
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
