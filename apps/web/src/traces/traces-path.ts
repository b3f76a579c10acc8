import { sectionPath } from '../shell/sections.ts';

/** The address of the list of traces of a workspace, or of one of them. */
export function tracesPath(workspaceId: string, traceId?: string): string {
  const list = `${sectionPath(workspaceId, 'operations')}/traces`;
  return traceId === undefined ? list : `${list}/${traceId}`;
}
