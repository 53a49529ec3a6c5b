/** Runs the cosign CLI, with whatever of the environment its key needs, and gives what it wrote. */
export type RunCosign = (args: readonly string[]) => Promise<{ stdout: string }>;
