import { activeAgentOf, createAgent, editAgent, listAgents } from '../../../lib/agents/index.ts';
import { genesis } from '../../../lib/audit/index.ts';
import { CountersignError } from '../../../lib/errors.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { createProject, editProject, findHead, listProjects } from '../../../lib/substrate/index.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../../support/knowledge-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let base: KnowledgeBase;
beforeEach(async () => {
  base = await openKnowledgeBase(folder);
});
const refuse = (): never => {
  throw new CountersignError('precondition_failed', 'changed');
};

describe('a new project', () => {
  it('has an empty knowledge base, a chain without entries and an active agent of each type', async () => {
    const { table, project } = base;
    const head = await findHead(table, project.workspaceId, project.id);
    expect(head).toMatchObject({ headRevision: 0, documentCount: 0, chain: genesis(project.id) });
    for (const type of ['research', 'content', 'reporting'] as const)
      expect(await activeAgentOf(table, project.workspaceId, project.id, type)).toMatchObject({ type, isActive: true });
  });

  it('is refused to a person who is no member any longer, as a whole', async () => {
    const actor = { ...base.actor, principalId: 'nobody' };
    const refused = createProject(base, { actor, request: { name: 'Other' }, remember: rememberNothing });
    await expect(refused).rejects.toMatchObject({ condition: 'the actor is still a member with this role' });
    const { items } = await listProjects(base.table, base.project.workspaceId, { limit: 10 });
    expect(items).toEqual([base.project]);
  });
});

describe('editing a project', () => {
  it('keeps what is not named, and neither the revision nor the chain moves', async () => {
    const { actor, project } = base;
    const edited = await editProject(base, { actor, projectId: project.id, change: { description: 'All of it' } });
    expect(edited).toMatchObject({ name: 'Handbook', description: 'All of it', headRevision: 0 });
    expect((await findHead(base.table, project.workspaceId, project.id))?.version).toBe(2);
  });

  it('succeeds beside imports, and is refused where the caller has seen something else', async () => {
    const { actor, project } = base;
    const edits = [1, 2, 3].map((n) =>
      editProject(base, { actor, projectId: project.id, change: { name: `Name ${n}` } }),
    );
    await Promise.all([base.import([{ path: 'a.md', content: 'a' }]), ...edits]);
    expect(await findHead(base.table, project.workspaceId, project.id)).toMatchObject({ headRevision: 1, version: 5 });
    const stale = editProject(base, { actor, projectId: project.id, change: { name: 'x' }, accept: refuse });
    await expect(stale).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(editProject(base, { actor, projectId: 'prj_none', change: {} })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('agents', () => {
  const create = (name: string) =>
    createAgent(base, {
      actor: base.actor,
      projectId: base.project.id,
      request: { name, type: 'research', config: { depth: 'deep_dive' }, isActive: true, checkpointPolicy: {} },
      remember: rememberNothing,
    });

  it('are listed newest first, and the newest active one of a type is taken', async () => {
    const agent = await create('Mine');
    const { table, project } = base;
    const { items } = await listAgents(table, project, { limit: 10, cursor: undefined });
    expect(items.map(({ name }) => name)).toEqual(['Mine', 'Reporting', 'Content', 'Research']);
    expect((await activeAgentOf(table, project.workspaceId, project.id, 'research'))?.id).toBe(agent.id);
    await editAgent(base, { actor: base.actor, projectId: project.id, agentId: agent.id, change: { isActive: false } });
    expect((await activeAgentOf(table, project.workspaceId, project.id, 'research'))?.name).toBe('Research');
  });

  it('keep what an edit does not name, and count their versions', async () => {
    const agent = await create('Mine');
    const edit = { actor: base.actor, projectId: base.project.id, agentId: agent.id };
    const change = { instructions: 'Be brief.', approvalStrategy: 'checkpoint_required' } as const;
    expect(await editAgent(base, { ...edit, change })).toEqual({ ...agent, ...change, version: 2 });
    await expect(editAgent(base, { ...edit, change, accept: refuse })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    const both = await Promise.all([1, 2].map((n) => editAgent(base, { ...edit, change: { name: `Name ${n}` } })));
    expect(both.map(({ version }) => version).toSorted()).toEqual([3, 4]);
    await expect(editAgent(base, { ...edit, agentId: 'agt_none', change })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
