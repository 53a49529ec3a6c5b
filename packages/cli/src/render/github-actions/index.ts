export { actionsRenderer } from './actions-renderer.ts';
export { groupedProgress } from './grouped-progress.ts';
