#!/usr/bin/env node
// In a checkout the sources run as they are; a published package holds only the bundle.
import { existsSync } from 'node:fs';
import { answerKept } from './kept-answers.js';

const source = new URL('../src/bin.ts', import.meta.url);
const isCheckout = existsSync(source);
if (isCheckout || !answerKept(process.argv.slice(2))) await start();

async function start() {
  const { default: v8 } = await import('node:v8');
  const { default: module } = await import('node:module');
  // What passes through lies in buffers outside of V8's heap; the room for young objects would grow by tens of megabytes for nothing.
  v8.setFlagsFromString('--max-semi-space-size=2');

  // Before anything else is loaded: taking the types out of the sources costs more than all the rest.
  module.enableCompileCache?.();

  if (!isCheckout) {
    await import('../bundle/bin.js');
    return;
  }
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
}
