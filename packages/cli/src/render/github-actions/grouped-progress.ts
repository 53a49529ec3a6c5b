import type { Printer } from '../printer.ts';
import type { Progress } from '../progress.ts';
import { writeCommand } from './workflow-command.ts';

/** Progress between the lines that let the log of a job fold it; `create` makes it of a printer. Where it says nothing there is no group. */
export async function groupedProgress(
  printer: Printer,
  create: (printer: Printer) => Promise<Progress>,
): Promise<Progress> {
  let isOpen = false;
  const progress = await create({
    ...printer,
    line: (text) => {
      if (!isOpen) writeCommand(printer.output, 'group', {}, ['Progress']);
      isOpen = true;
      printer.line(text);
    },
  });
  return {
    ...progress,
    close: async () => {
      await progress.close();
      if (isOpen) writeCommand(printer.output, 'endgroup');
      isOpen = false;
    },
  };
}
