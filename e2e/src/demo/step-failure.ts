/** A step of the demo did not do what it should. What it printed has been seen already. */
export class StepFailure extends Error {
  override name = 'StepFailure';
}
