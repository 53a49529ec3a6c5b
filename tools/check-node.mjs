// Plain JavaScript, because a Node that is too old cannot read the other files here. npm runs it before the commands that need it.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [major, minor, patch] = process.versions.node.split('.').map(Number);

/** Understands what `engines` uses: `^A.B.C` and `>=A.B.C`, joined by `||`. */
function admits(range) {
  const [, sign, ...numbers] = /^(\^|>=)(\d+)\.(\d+)\.(\d+)$/.exec(range) ?? [];
  const [a, b, c] = numbers.map(Number);
  const notOlder = major > a || (major === a && (minor > b || (minor === b && patch >= c)));
  return sign === '^' ? major === a && notOlder : sign === '>=' && notOlder;
}

if (!engines.node.split('||').some((range) => admits(range.trim()))) {
  console.error(
    `This is Node ${process.versions.node} (${process.execPath}); the project needs ${engines.node}.\n` +
      'On Linux, `npm ci` brings a fitting Node: run the command by npm, and do not leave out optional dependencies.\n' +
      'On macOS, install a newer Node first, for example by `brew install node@24` or `nvm install 24`.',
  );
  process.exit(1);
}
