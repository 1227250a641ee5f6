import type { AgentProfile } from '../../../lib/agents/index.ts';
import { newSessionPath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { Badge } from '../words/badges.tsx';
import { agentTypeWords, strategyWords } from '../words/states.ts';

interface AgentCardProps {
  readonly agent: AgentProfile;
  readonly place: { readonly workspaceId: string; readonly projectId: string };
  readonly mayStart: boolean;
}

const duties: Readonly<Record<AgentProfile['type'], string>> = {
  research: 'Finds out what the knowledge says on a question, with sources and how sure it is.',
  content: 'Writes texts from what is known, a variation for each platform.',
  reporting: 'Brings what is known into a report or a file.',
  external: 'Works elsewhere and proposes over the API.',
};
export const depthWords = { quick_scan: 'a quick scan', medium: 'a normal look', deep_dive: 'a deep dive' } as const;

/** What an agent is for and how it is set up. */
export function AgentCard({ agent, place, mayStart }: AgentCardProps) {
  const { config, approvalStrategy } = agent;
  return (
    <>
      <div class="row-head">
        <h2>
          <Plain text={agent.name} />
        </h2>
        {agent.name !== agentTypeWords[agent.type] && <Badge>{agentTypeWords[agent.type]}</Badge>}
      </div>
      <p class="quiet">{duties[agent.type]}</p>
      <ul class="facts">
        {config.depth !== undefined && <li>Takes {depthWords[config.depth]}</li>}
        {config.outputFormat !== undefined && <li>Writes {config.outputFormat}</li>}
        {config.platforms !== undefined && config.platforms.length > 0 && (
          <li>
            For <Plain text={config.platforms.join(', ')} />
          </li>
        )}
        {approvalStrategy !== undefined && <li>Approval: {strategyWords[approvalStrategy].name.toLowerCase()}</li>}
        {!agent.isActive && <li>Switched off</li>}
      </ul>
      {mayStart && (
        <a class="button" href={newSessionPath(place, agent.id)}>
          Give it work
        </a>
      )}
    </>
  );
}
