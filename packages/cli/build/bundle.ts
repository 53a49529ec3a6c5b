// Builds what is published: the command and all that it loads, in a few files. Some 500 modules would have to be found and read one by one
// otherwise, which takes longer than a run that finds nothing to do.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { notices } from './notices.ts';

const home = join(import.meta.dirname, '..');
const directory = join(home, 'bundle');

await using build = await rolldown({
  input: { bin: join(home, 'src/bin.ts') },
  platform: 'node',
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
