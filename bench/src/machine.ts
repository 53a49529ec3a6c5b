import { cpus, release, type } from 'node:os';

/** What the figures depend on: `2 × Intel Xeon, Linux 6.1, Node 24.21.0`. */
export function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model
    .replace(/\((R|TM)\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `${processors.length} × ${model || process.arch}, ${type()} ${release()}, Node ${process.versions.node}`;
}
