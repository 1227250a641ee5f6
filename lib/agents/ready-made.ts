import { timestamp } from '../identity/index.ts';
import type { Clock, Ids } from '../platform/index.ts';
import { AgentProfile, type CreateAgent } from './schema.ts';

type Template = Pick<CreateAgent, 'name' | 'config' | 'instructions' | 'checkpointPolicy'> & {
  readonly type: 'research' | 'content' | 'reporting';
};

/** The configuration that each type of agent starts from (S5). */
export const agentTemplates: readonly Template[] = [
  {
    name: 'Research',
    type: 'research',
    config: { depth: 'medium', outputFormat: 'markdown' },
    instructions:
      'Answer the task from the bundle. Propose one finding at a time as a block, name the passages it rests on, and say how sure you are. ' +
      'Say plainly what the bundle does not answer.',
    checkpointPolicy: { lowConfidenceBelow: 0.5 },
  },
  {
    name: 'Content',
    type: 'content',
    config: { platforms: ['blog', 'linkedin'], outputFormat: 'markdown' },
    instructions:
      'Write one variation for each platform, in its usual form and length. Take every fact from the bundle and invent none.',
    checkpointPolicy: {},
  },
  {
    name: 'Reporting',
    type: 'reporting',
    config: { depth: 'medium', outputFormat: 'markdown' },
    instructions:
      'Put what the bundle knows about the task into one report: a summary first, then the findings with their sources, then what is still open.',
    checkpointPolicy: {},
  },
];

/** The three agents that every project begins with. */
export function readyMadeAgents(
  ports: { readonly clock: Clock; readonly ids: Ids },
  of: Pick<AgentProfile, 'projectId' | 'createdBy'>,
): readonly AgentProfile[] {
  const at = timestamp(ports.clock.now());
  return agentTemplates.map((template) =>
    AgentProfile.parse({
      ...template,
      ...of,
      id: ports.ids.next('agt'),
      isActive: true,
      version: 1,
      createdAt: at,
      updatedAt: at,
    }),
  );
}
