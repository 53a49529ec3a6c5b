import type { Plan } from '../plan/plan.ts';
import type { ImageReport } from '../report/report.ts';

/** What the unit of work is doing: `resolve`, `inspect`, `copy`, a plugin's name, `attach`, `verify`, `publish`. */
export type Phase = string;

/** What happens while a run goes on, for whoever shows it. Strings may hold text from outside: escape before printing. */
export type RunEvent =
  | { type: 'planned'; plan: Plan }
  | { type: 'started'; image: string; tags: readonly string[]; destination: string; line: number }
  | { type: 'phase'; image: string; tags: readonly string[]; phase: Phase }
  | { type: 'progress'; image: string; tags: readonly string[]; bytes: number }
  | { type: 'finished'; image: string; tags: readonly string[]; reports: readonly ImageReport[] }
  | { type: 'log'; level: 'debug' | 'info' | 'warn'; message: string };

export type EventListener = (event: RunEvent) => void;
