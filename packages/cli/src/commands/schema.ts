import { composeSchema } from '@multiarch-mirror/core/manifest';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { loadPluginSchemas } from '../plugin-schemas.ts';

/** `mirror schema` */
export async function schemaCommand(io: Io): Promise<ExitCode> {
  io.stdout.write(`${JSON.stringify(composeSchema(await loadPluginSchemas()), undefined, 2)}\n`);
  return exitCodes.done;
}
