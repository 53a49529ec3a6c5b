#!/usr/bin/env node
// In a checkout the sources run as they are; a published package holds only the bundle.
import { existsSync } from 'node:fs';
import module from 'node:module';
import v8 from 'node:v8';

// What passes through lies in buffers outside of V8's heap; the room for young objects would grow by tens of megabytes for nothing.
v8.setFlagsFromString('--max-semi-space-size=2');

// Before anything else is loaded: taking the types out of the sources costs more than all the rest.
module.enableCompileCache?.();

const source = new URL('../src/bin.ts', import.meta.url);
if (existsSync(source)) {
  if (typeof module.registerHooks !== 'function') {
    console.error(`mirror needs Node 22.22, 24.15 or 26 and newer; this is ${process.version}.`);
    console.error('hint: run it as `npx mirror`, which uses the Node that `npm ci` has installed.');
    process.exit(2);
  }
  // Workspace packages export their sources under this condition.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, '@mirror/source'] }),
  });
  await import(source.href);
} else {
  await import('../bundle/bin.js');
}
