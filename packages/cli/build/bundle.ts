// Builds what is published: the command and all that it loads, in a few files. Some 500 modules would have to be found and read one by one
// otherwise, which takes longer than a run that finds nothing to do.
import { copyFile, writeFile } from 'node:fs/promises';
import module from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { writeAnswers } from './answers.ts';
import { notices } from './notices.ts';

const home = join(import.meta.dirname, '..');
const directory = join(home, 'bundle');

await using build = await rolldown({
  input: { bin: join(home, 'src/bin.ts') },
  platform: 'node',
  // Wanted for bodies in other encodings, which Sigstore has none of; whoever asks for it is content without.
  external: ['iconv-lite'],
  // CommonJS modules know where they are; where they were does not matter to any of them.
  transform: { define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' } },
  resolve: { conditionNames: ['@mirror/source', 'node', 'import', 'module', 'default'] },
});
const { output } = await build.write({
  dir: directory,
  cleanDir: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  // Names stay as they are, so that a stack can be read.
  minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
});
const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
await writeFile(join(directory, 'THIRD-PARTY-NOTICES.txt'), await notices(modules));
await copyFile(join(home, '../../LICENSE'), join(directory, 'LICENSE'));

// The command itself says what is kept of its answers; packages of the workspace export their sources under this condition.
module.registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, { ...context, conditions: [...context.conditions, '@mirror/source'] }),
});
const { main } = await import('../src/program.ts');
await writeAnswers(main, join(directory, 'answers'));
