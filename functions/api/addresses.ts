/** Addresses of what the API makes, without the host, for the Location of its answers. */

export const workspaceAddress = (workspaceId: string): string => `/v1/workspaces/${workspaceId}`;

export const projectAddress = (project: { readonly workspaceId: string; readonly id: string }): string =>
  `${workspaceAddress(project.workspaceId)}/projects/${project.id}`;

export const sessionAddress = (session: {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly id: string;
}): string =>
  `${projectAddress({ workspaceId: session.workspaceId, id: session.projectId })}/work-sessions/${session.id}`;
