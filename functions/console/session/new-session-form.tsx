import { type AgentProfile, ApprovalStrategy, TaskType } from '../../../lib/agents/index.ts';
import { Field } from '../layout/parts.tsx';
import { newSessionPath } from '../paths.ts';
import { strategyWords, taskTypeWords } from '../words/states.ts';
import { depthWords } from './agent-card.tsx';

/** What was filled in, to be shown again when it could not be sent. */
export interface GivenSession {
  readonly taskIntent: string;
  readonly taskType: TaskType | undefined;
  readonly approvalStrategy: ApprovalStrategy | undefined;
  readonly depth: string;
  readonly platforms: string;
  readonly tone: string;
  readonly outputFormat: string;
  readonly startsNow: boolean;
  readonly error: string | undefined;
}
export const emptySession: GivenSession = {
  taskIntent: '',
  taskType: undefined,
  approvalStrategy: undefined,
  depth: '',
  platforms: '',
  tone: '',
  outputFormat: '',
  startsNow: true,
  error: undefined,
};

const usualTask: Readonly<Record<AgentProfile['type'], TaskType>> = {
  research: 'research',
  content: 'composition',
  reporting: 'synthesis',
  external: 'research',
};

interface FormProps {
  readonly agent: AgentProfile;
  readonly place: { readonly workspaceId: string; readonly projectId: string };
  readonly given: GivenSession;
}

/** What the agent shall do, what only agents of its kind are asked, and when people have their say. */
export function NewSessionForm({ agent, place, given }: FormProps) {
  const strategy = given.approvalStrategy ?? agent.approvalStrategy ?? 'final_only';
  return (
    <form method="post" action={newSessionPath(place)}>
      <input type="hidden" name="agentProfileId" value={agent.id} />
      <Field
        name="taskIntent"
        label="What shall it do?"
        hint="A question or a task, in your own words. It sees only this project’s knowledge."
        error={given.error}
      >
        {(attributes) => <textarea {...attributes} rows={4} maxLength={10_000} required value={given.taskIntent} />}
      </Field>
      <Field name="taskType" label="Kind of work">
        {(attributes) => (
          <select {...attributes}>
            {TaskType.options.map((type) => (
              <option key={type} value={type} selected={type === (given.taskType ?? usualTask[agent.type])}>
                {taskTypeWords[type]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <OwnFields agent={agent} given={given} />
      <fieldset class="field">
        <legend>When do people decide?</legend>
        <div class="choices">
          {ApprovalStrategy.options.map((option) => (
            <label key={option} class="choice">
              <input type="radio" name="approvalStrategy" value={option} checked={option === strategy} />
              <span>
                <strong>{strategyWords[option].name}</strong>
                <span class="quiet small">{strategyWords[option].detail}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <p class="buttons">
        <button type="submit" class="button button-primary" name="start" value="now">
          Start the work
        </button>
        <button type="submit" class="button" name="start" value="later">
          Only prepare it
        </button>
      </p>
    </form>
  );
}

interface Chosen {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
}
const Choice = ({ name, label, value, options }: Chosen) => (
  <Field name={name} label={label}>
    {(attributes) => (
      <select {...attributes}>
        <option value="">As the agent is set up</option>
        {options.map(([option, words]) => (
          <option key={option} value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    )}
  </Field>
);

const formats = [
  ['markdown', 'Markdown'],
  ['text', 'Plain text'],
  ['pdf', 'PDF'],
  ['xlsx', 'Excel'],
  ['docx', 'Word'],
] as const;

function OwnFields({ agent, given }: Pick<FormProps, 'agent' | 'given'>) {
  switch (agent.type) {
    case 'research':
      return <Choice name="depth" label="How deep?" value={given.depth} options={Object.entries(depthWords)} />;
    case 'content':
      return (
        <>
          <Field name="platforms" label="For which platforms?" hint="Separated by commas: newsletter, LinkedIn">
            {(attributes) => (
              <input
                type="text"
                {...attributes}
                maxLength={500}
                value={given.platforms || (agent.config.platforms ?? []).join(', ')}
              />
            )}
          </Field>
          <Field name="tone" label="In which tone?" hint="Optional: friendly, sober …">
            {(attributes) => <input type="text" {...attributes} maxLength={200} value={given.tone} />}
          </Field>
        </>
      );
    case 'reporting':
      return <Choice name="outputFormat" label="As what?" value={given.outputFormat} options={formats} />;
    case 'external':
      return null;
  }
}
