/** Addresses of the pages, without the host. Depends on nothing, so that the API can name a page too. */

interface InWorkspace {
  readonly workspaceId: string;
}
interface InProject extends InWorkspace {
  readonly projectId: string;
}
interface InSession extends InProject {
  readonly sessionId: string;
}

export const inboxPath = ({ workspaceId }: InWorkspace): string => `/w/${workspaceId}`;
export const projectsPath = ({ workspaceId }: InWorkspace): string => `/w/${workspaceId}/projects`;
export const eventTicketsPath = ({ workspaceId }: InWorkspace): string => `/w/${workspaceId}/event-tickets`;
export const outboxPath = ({ workspaceId }: InWorkspace): string => `/w/${workspaceId}/outbox`;

export type ProjectTab = 'knowledge' | 'work' | 'agents' | 'audit';
/** A project's page; Knowledge is what one sees first. */
export const projectPath = ({ workspaceId, projectId }: InProject, tab: ProjectTab = 'knowledge'): string =>
  `/w/${workspaceId}/projects/${projectId}${tab === 'knowledge' ? '' : `/${tab}`}`;
export const importPath = (place: InProject): string => `${projectPath(place)}/import`;
export const newSessionPath = (place: InProject, agentId?: string): string =>
  `${projectPath(place)}/new-session${agentId === undefined ? '' : `?agent=${agentId}`}`;
export const blockPath = (place: InProject, blockId: string): string => `${projectPath(place)}/blocks/${blockId}`;
export const documentPath = (place: InProject, documentId: string): string =>
  `${projectPath(place)}/documents/${documentId}`;
export const outcomePath = (place: InProject, reviewId: string): string => `${projectPath(place)}/reviews/${reviewId}`;
export const auditExportPath = (place: InProject): string => `${projectPath(place)}/audit/export`;

export const sessionPath = (place: InSession): string => `${projectPath(place)}/sessions/${place.sessionId}`;
export const sessionStatusPath = (place: InSession): string => `${sessionPath(place)}/status`;
export const artifactFilePath = (place: InSession, artifactId: string): string =>
  `${sessionPath(place)}/artifacts/${artifactId}/file`;

/** Where a checkpoint is reviewed and, once it is decided, where its outcome is read. */
export const reviewPath = (checkpoint: InSession & { readonly id: string }): string =>
  `${sessionPath(checkpoint)}/checkpoints/${checkpoint.id}`;

export const reviewStatusPath = (checkpoint: InSession & { readonly id: string }): string =>
  `${reviewPath(checkpoint)}/status`;

/** Signing in, and back to where one was. */
export const signInPath = (returnTo: string): string => `/sign-in?return=${encodeURIComponent(returnTo)}`;
