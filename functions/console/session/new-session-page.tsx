import { type AgentProfile, ApprovalStrategy, TaskType } from '../../../lib/agents/index.ts';
import { CountersignError } from '../../../lib/errors.ts';
import { rememberNothing } from '../../../lib/idempotency/index.ts';
import { CreateSession, createSession as createUseCase } from '../../../lib/sessions/index.ts';
import { projectOf } from '../../../lib/substrate/index.ts';
import type { HttpResult } from '../../middleware/http-event.ts';
import type { PageRequest } from '../../middleware/page-request.ts';
import { platform, settings } from '../../runtime.ts';
import { seeOther, shown } from '../layout/answers.ts';
import { framed } from '../layout/frame.tsx';
import { loadSurroundings } from '../layout/load-surroundings.ts';
import { Empty, PageHead } from '../layout/parts.tsx';
import { projectPath, sessionPath } from '../paths.ts';
import { loadAgents } from '../project/agents-page.tsx';
import { AgentCard } from './agent-card.tsx';
import { emptySession, type GivenSession, NewSessionForm } from './new-session-form.tsx';

type Asked = Pick<PageRequest<'newSession'>, 'visitor' | 'actor' | 'located'>;

/** `GET …/new-session`: which agent, and then what it shall do. */
export function newSession(request: PageRequest<'newSession'>): Promise<HttpResult> {
  return showForm(request, request.query.get('agent') ?? undefined, emptySession);
}

/** Describes the work, and starts it unless told otherwise. */
export async function createSession(request: PageRequest<'createSession'>): Promise<HttpResult> {
  const { form, actor, located } = request;
  const agentId = form.get('agentProfileId') ?? '';
  const given = givenIn(form);
  const parsed = CreateSession.safeParse(requestOf(agentId, given));
  if (!parsed.success) {
    const error = given.taskIntent.trim() === '' ? 'Say what the agent shall do.' : 'Check what you have filled in.';
    return showForm(request, agentId, { ...given, error });
  }
  try {
    const ports = { ...platform(), defaultModel: settings().modelId };
    const created = await createUseCase(ports, actor, projectOf(located.project), parsed.data, rememberNothing);
    return seeOther(sessionPath({ ...created, sessionId: created.id }));
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'invalid_request') throw error;
    return showForm(request, agentId, { ...given, error: 'This agent is not there any more, or is switched off.' });
  }
}

function givenIn(form: URLSearchParams): GivenSession {
  const text = (name: string): string => (form.get(name) ?? '').replaceAll('\r\n', '\n');
  return {
    taskIntent: text('taskIntent'),
    taskType: TaskType.safeParse(form.get('taskType')).data,
    approvalStrategy: ApprovalStrategy.safeParse(form.get('approvalStrategy')).data,
    depth: text('depth'),
    platforms: text('platforms'),
    tone: text('tone'),
    outputFormat: text('outputFormat'),
    startsNow: form.get('start') !== 'later',
    error: undefined,
  };
}

function requestOf(agentProfileId: string, given: GivenSession): object {
  const { depth, tone, outputFormat } = given;
  const platforms = given.platforms
    .split(',')
    .map((platform) => platform.trim())
    .filter((platform) => platform !== '');
  const details = { depth, tone, outputFormat, ...(platforms.length > 0 ? { platforms } : {}) };
  const taskConfiguration = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''));
  return {
    taskIntent: given.taskIntent,
    taskType: given.taskType,
    agentProfileId,
    autoExecute: given.startsNow,
    ...(given.approvalStrategy === undefined ? {} : { approvalStrategy: given.approvalStrategy }),
    ...(Object.keys(taskConfiguration).length === 0 ? {} : { taskConfiguration }),
  };
}

async function showForm(
  { visitor, actor, located }: Asked,
  agentId: string | undefined,
  given: GivenSession,
): Promise<HttpResult> {
  const project = projectOf(located.project);
  const place = { workspaceId: project.workspaceId, projectId: project.id };
  const [surroundings, all] = await Promise.all([
    loadSurroundings(platform().table, visitor, actor),
    loadAgents(project.workspaceId, project.id),
  ]);
  const agents = all.filter(({ isActive }) => isActive);
  const agent = agents.find(({ id }) => id === agentId);
  const children = (
    <>
      <PageHead
        title={agent === undefined ? 'Who shall work?' : `Work for ${agent.name}`}
        crumbs={[{ href: projectPath(place, 'work'), text: project.name }]}
      />
      {agent === undefined ? (
        <ChooseAgent agents={agents} place={place} />
      ) : (
        <NewSessionForm agent={agent} place={place} given={given} />
      )}
    </>
  );
  const status = given.error === undefined ? 200 : 400;
  return shown(framed({ title: 'Start work', section: 'projects', surroundings, children }), status);
}

interface ChooseAgentProps {
  readonly agents: readonly AgentProfile[];
  readonly place: { readonly workspaceId: string; readonly projectId: string };
}
const ChooseAgent = ({ agents, place }: ChooseAgentProps) =>
  agents.length === 0 ? (
    <Empty>
      <p>No agent is ready here. An admin can add one.</p>
    </Empty>
  ) : (
    <ul class="cards">
      {agents.map((agent) => (
        <li key={agent.id} class="card">
          <AgentCard agent={agent} place={place} mayStart />
        </li>
      ))}
    </ul>
  );
