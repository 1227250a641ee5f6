import { CountersignError, notFound } from '../errors.ts';
import { type Actor, memberIsStill, timestamp } from '../identity/index.ts';
import { ConditionFailed } from '../platform/index.ts';
import { tell } from '../timeline/index.ts';
import type { ProjectPorts } from './create-project.ts';
import { projectOf } from './find.ts';
import type { EditProject, Project } from './schema.ts';
import { findHead, type Head, headHasMoved, headWrite } from './store.ts';

/** Reviews move the same row; one more lost race than this is answered `unavailable`. */
const maxAttempts = 10;

export interface EditProjectCommand {
  readonly actor: Actor;
  readonly projectId: string;
  readonly change: EditProject;
  /** Called with the project as it stands; throws to refuse (If-Match). */
  readonly accept?: (before: Project) => void;
}

/** Renames or describes a project; what the change leaves out stays as it is, and so does the revision. */
export async function editProject(ports: ProjectPorts, command: EditProjectCommand): Promise<Project> {
  const { actor, projectId, change, accept } = command;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await findHead(ports.table, actor.workspaceId, projectId);
    if (!before) throw notFound();
    accept?.(projectOf(before));
    const next: Head = {
      ...before,
      name: change.name ?? before.name,
      description: change.description ?? before.description,
      updatedAt: timestamp(ports.clock.now()),
    };
    const changed = tell(ports, {
      type: 'project.changed',
      workspaceId: actor.workspaceId,
      projectId: before.id,
      actor: actor.principalId,
      summary: `${actor.displayName} changed the project ${next.name}.`,
    });
    try {
      await ports.table.commit([headWrite(before, next), memberIsStill(actor), changed]);
      return projectOf(next);
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.condition !== headHasMoved) throw error;
    }
  }
  throw new CountersignError('unavailable', 'The project changes too quickly at the moment.', { retryAfterSeconds: 1 });
}
