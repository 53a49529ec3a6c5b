import type { CopyState } from '../image/copy-meter.ts';
import type { Plan } from '../plan/plan.ts';
import type { ImageReport } from '../report/report.ts';

/** What the unit of work is doing: `resolve`, `inspect`, `copy`, a plugin's name, `attach`, `verify`, `publish`. */
export type Phase = string;

/** What happens while a run goes on, for whoever shows it. Strings may hold text from outside: escape before printing. */
export type RunEvent =
  /** One more destination repository is planned, or its tags to be verified are known: `tags` of it are to be worked on. */
  | { type: 'looked'; looked: number; of: number; tags: number }
  | { type: 'planned'; plan: Plan }
  | { type: 'started'; image: string; tags: readonly string[]; destination: string; line: number }
  | { type: 'phase'; image: string; tags: readonly string[]; phase: Phase }
  /** What the image has, once that is known. */
  | { type: 'platforms'; image: string; tags: readonly string[]; platforms: readonly string[] }
  /** How far its copy is, ten times in a second at most. */
  | ({ type: 'progress'; image: string; tags: readonly string[] } & CopyState)
  | { type: 'finished'; image: string; tags: readonly string[]; reports: readonly ImageReport[] }
  | { type: 'log'; level: 'debug' | 'info' | 'warn'; message: string };

export type EventListener = (event: RunEvent) => void;
