/** The inputs of `action.yml` that its command line is made of; GitHub gives every one as text, also numbers and switches. */
export interface Inputs {
  command: string;
  images: string;
  config: string;
  destination: string;
  keep: string;
  options: string;
  matrix: string;
  reports: string;
  summary: string;
  artifact: string;
  tools: string;
}

/** What may be asked for, and whether the command itself writes a report. */
const commands: Readonly<Record<string, { reports: boolean; takesImages: boolean }>> = {
  run: { reports: true, takesImages: true },
  plan: { reports: true, takesImages: true },
  verify: { reports: false, takesImages: true },
  validate: { reports: false, takesImages: false },
};

/** What is between spaces. Nothing in it means anything to anybody but `mirror`: there is no shell. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The command line of `mirror`, and whether it leaves a report at `report`. @throws Error for a command that the action does not have */
export function commandLine(inputs: Inputs, report: string): { args: string[]; reports: boolean } {
  const known = Object.hasOwn(commands, inputs.command) ? commands[inputs.command] : undefined;
  if (known === undefined)
    throw new Error(
      `there is no command ${inputs.command}: ${[...Object.keys(commands), 'report'].join(', ')}`,
    );
  const flag = (name: string, value: string): string[] => (value.trim() === '' ? [] : [name, value.trim()]);
  const images = known.takesImages ? words(inputs.images) : [];
  const args = [
    inputs.command,
    ...flag('--config', inputs.config),
    // A registry has lower-case names only; that of a repository's owner may be another.
    ...flag('--destination', inputs.destination.toLowerCase()),
    ...flag('--keep', inputs.keep),
    ...(inputs.command === 'plan' ? flag('--matrix', inputs.matrix) : []),
    ...(known.reports ? ['--report', report] : []),
    ...words(inputs.options),
    ...(images.length === 0 ? [] : ['--', ...images]),
  ];
  return { args, reports: known.reports };
}
