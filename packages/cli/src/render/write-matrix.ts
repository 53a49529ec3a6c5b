import type { Matrix, Plan, Report } from '@multiarch-mirror/core';
import type { Output } from '../io.ts';
import { writeLine } from './json-document.ts';
import { printPlan } from './plan-text.ts';
import type { Printer } from './printer.ts';

/** `matrix=$(mirror plan --matrix 8)`: one line and nothing else on stdout, the plan for people on stderr. */
export function writeMatrix(
  stdout: Output,
  stderr: Printer,
  { plan, report, matrix }: { plan: Plan; report: Report; matrix: Matrix },
): void {
  printPlan(stderr, plan, report);
  // Names of images, which the manifest's schema bounds to what is harmless.
  writeLine(stdout, matrix);
}
