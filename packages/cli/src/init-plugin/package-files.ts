import manifest from '../../package.json' with { type: 'json' };

/** Of all packages of mirror: they are published together. */
const { version, engines, license, repository } = manifest;
/** Held against the root's by a test. */
const vitest = '5.1.1';
const description = 'Says on an image what its labels say';

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** package.json of a plugin in a repository of its own. */
export function foreignPackage(_name: string, packageName: string): string {
  return json({
    name: packageName,
    version: '0.1.0',
    description,
    license,
    type: 'module',
    engines,
    exports: './src/index.js',
    files: ['src', '!src/**/*.test.js'],
    scripts: { test: 'vitest run' },
    dependencies: { '@multiarch-mirror/core': version },
    devDependencies: { '@multiarch-mirror/testing': version, vitest },
  });
}

/** package.json of one of ours. */
export function ourPackage(name: string, packageName: string): string {
  return json({
    name: packageName,
    version,
    description,
    license,
    type: 'module',
    repository: { ...repository, directory: `packages/plugin-${name}` },
    engines,
    exports: {
      '.': {
        '@mirror/source': './src/index.ts',
        types: './dist/index.d.ts',
        default: './dist/index.js',
      },
    },
    files: ['dist', '!dist/**/*.test.*'],
    scripts: {
      build: 'tsc -b tsconfig.build.json',
      typecheck: 'tsc --noEmit -p tsconfig.json',
      lint: 'biome check . && oxlint --type-aware .',
      test: `vitest run --root ../.. --project plugin-${name}`,
    },
    dependencies: { '@multiarch-mirror/core': version },
    devDependencies: { '@multiarch-mirror/testing': version },
  });
}

export const typeConfiguration: string = `{
  "extends": "../../tsconfig.base.json",
  "compilerOptions": { "composite": false, "declarationMap": false, "noEmit": true },
  "include": ["src"]
}
`;

export const buildConfiguration: string = `{
  "extends": "../../tsconfig.base.json",
  "compilerOptions": {
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"],
  "exclude": ["src/**/*.test.ts", "src/**/*.fixture.ts"],
  "references": [
    {
      "path": "../core/tsconfig.build.json"
    }
  ]
}
`;
