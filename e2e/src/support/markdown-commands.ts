/** A fenced block of shell commands. */
export interface CommandBlock {
  /** The heading that it stands under. */
  heading: string;
  commands: string;
}

const part = /^#+ (?<heading>.+)$|^```bash\n(?<commands>[\s\S]*?)^```$/gm;

/** The blocks of bash in a Markdown document, in order, as they are printed. */
export function commandBlocks(markdown: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  let heading = '';
  for (const { groups } of markdown.matchAll(part)) {
    if (groups?.heading !== undefined) heading = groups.heading;
    else blocks.push({ heading, commands: groups?.commands ?? '' });
  }
  return blocks;
}
