import { printable } from '@multiarch-mirror/errors';
import { syntaxFault, type YamlFault } from './yaml-fault.ts';

/** What no YAML stream may hold (YAML 1.2.2, section 5.1), though the parser lets it pass. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const unprintable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]/g;

/** Spaces that are none to YAML, where a line is indented with them. */
const otherSpace = /(?<=^[ \t-]*)[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gm;

/** So many are named: a file that holds more is no text. */
const most = 10;

/** The first character on each line that must not be there: what a terminal or a reader does not see may still do something. */
export function findUnprintable(text: string): YamlFault[] {
  const faults: YamlFault[] = [];
  for (const { index } of text.matchAll(otherSpace)) {
    if (text.charCodeAt(index - 1) > 0x7f || faults.length === most) continue;
    const message = 'a space that YAML does not take for one';
    faults.push(syntaxFault(index, message, 'Put a plain space in its place.'));
  }
  let end = -1;
  for (const { index, 0: character } of text.matchAll(unprintable)) {
    if (index < end) continue;
    const message = `the character ${printable(character)}, which YAML does not allow`;
    faults.push(
      syntaxFault(index, message, 'Take it out; between double quotes it can be written as an escape.'),
    );
    const next = text.indexOf('\n', index);
    end = next < 0 ? text.length : next;
    if (faults.length === most) break;
  }
  return faults;
}
