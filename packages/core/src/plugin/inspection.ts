/** What a plugin found on the destination of what it would attach. */
export type Inspection = 'complete' | 'missing' | 'broken';
